### Dossiers de preuve et extraits certifiés conformes : crates/cli/src/extract.rs, verify/bundle.rs, show/evidence.rs

## Options

cli-show-evidence = Écrire son dossier de preuve dans ce fichier : ce que ce nœud en détient, avec ce qui le prouve
cli-show-redact = Groupes à omettre du dossier de preuve, séparés par des virgules ; le reste demeure prouvé
cli-verify-what = Le répertoire d’un nœud, où se trouve node.toml, ou un dossier de preuve
cli-verify-root = La racine de l’annuaire (root.json), pour un dossier de preuve : telle qu’elle a été remise par une autre voie
cli-verify-extract = Écrire dans ce fichier un extrait certifié conforme du dossier de preuve, dans la langue de --lang

## Ce qui est dit

cli-evidence-written = Le dossier de preuve est dans { $file } ({ $bytes } octets). Pour le vérifier : passavant verify { $file } --root root.json
cli-evidence-verified = { $records } enregistrements, dont { $cosigned } contresignés comme l’annuaire l’exige ; { $receipts } accusés de réception, { $checkpoints } points de contrôle, { $directories } versions de l’annuaire et { $agreements } d’accords vérifiés.
cli-evidence-no-part = Absent du dossier de preuve : le rang { $number } dans la partie de { $writer } de { $dossier }.
cli-evidence-no-entry = Absente du dossier de preuve : l’écriture { $number } de { $writer } sur { $dossier }, qu’un autre avait vue.
cli-extract-written = L’extrait certifié conforme est dans { $file }.
cli-verify-needs-root = Un dossier de preuve se vérifie à partir de la racine de l’annuaire : indiquez-la avec --root.
show-entry = écriture

## L’extrait certifié conforme

extract-title = EXTRAIT CERTIFIÉ CONFORME
extract-training = FORMATION : rien de cet extrait ne compte.
extract-of = Tiré des journaux des administrations des douanes de la région { $region }. Il énonce ce que le dossier de preuve désigné ci-dessous établit d’un mouvement, dans la mesure où cela devait être communiqué. En cas de divergence, le dossier de preuve prévaut. Les heures sont en temps universel coordonné et sont celles que leurs auteurs déclarent.
extract-digest = dossier de preuve (SHA-256)
extract-happened = Ce qui s’est passé
extract-absent = Ce qui n’est pas dans le dossier de preuve
extract-nothing-absent = Rien de ce qu’un enregistrement y désigne, et aucun rang qui en précède un autre.
extract-rests = Sur quoi il repose
extract-rests-on = Chaque enregistrement est une écriture du journal de son auteur. L’empreinte de sa feuille mène, par une preuve d’inclusion, à la racine d’un point de contrôle, signé avec la clé que l’annuaire signé attribue à ce journal. Quiconque a contresigné a enregistré un point de contrôle qui couvre l’écriture, et le dit dans son propre journal. Ce qui n’est pas communiqué reste prouvé par son engagement cryptographique.
extract-check = Comment le vérifier
extract-check-how = Portez le dossier de preuve et la racine de l’annuaire, que votre propre administration détient par une autre voie, sur un ordinateur quelconque, sans réseau, et lancez : passavant verify DOSSIER --root root.json. La commande donne l’empreinte ci-dessus, et la première chose qui ne tient pas, s’il y en a une. La forme du dossier, passavant-evidence/1, est publiée, pour que d’autres puissent le vérifier avec leurs propres programmes.
extract-certified = Certification
extract-certified-by = Le soussigné a fait vérifier le dossier de preuve et certifie que le présent extrait énonce ce qu’il établit.
extract-post = poste
extract-place-and-date = lieu et date
extract-signature = signature et cachet

extract-written = écrit le
extract-took-place = a eu lieu le
extract-day = jour
extract-control = résultat du contrôle
extract-seals = scellés
extract-trader = opérateur
extract-writer = par
extract-not-listed = non inscrit
extract-provision = base légale
extract-national = référence nationale
extract-made = décidé
extract-by-officer = par l’agent, dans le nœud
extract-by-standing-order = en vertu d’un ordre permanent du poste
extract-by-national-system = par le système national, puis enregistré
extract-record = enregistrement
extract-record-is = écriture { $entry } de { $log }
extract-leaf = empreinte de sa feuille
extract-checkpoint = point de contrôle
extract-checkpoint-is = { $size } écritures, racine { $root }
extract-cosigned = contresigné par
extract-nobody = personne dans ce dossier
extract-quorum = { $by } : autant que la version { $directory } de l’annuaire l’exige ({ $quorum })
extract-no-quorum = { $by } : moins que la version { $directory } de l’annuaire ne l’exige ({ $quorum })
extract-quorum-unknown = { $by } : la version { $directory } de l’annuaire n’est pas dans ce dossier
extract-withheld = non communiqués
extract-groups = groupes de l’enregistrement : { $count }
extract-counts = compte-t-il
extract-waits = pas encore : ce dont il dépend n’est pas dans ce dossier
extract-cannot-be-read = on ne peut le dire : son contenu n’est pas communiqué, a été effacé, ou vient d’un programme plus récent
extract-contested = non : son auteur ne peut pas dire cela, ou pas à cet endroit
extract-unreadable = un enregistrement dont le contenu ne peut être montré

extract-hold-requested = couverture demandée
extract-check-requested = demande si la couverture serait accordée
extract-hold-withdrawn = demande de couverture retirée
extract-credit-requested = couverture devenue sans objet
extract-released-uncovered = mainlevée accordée sans couverture
extract-held = montant réservé par la garantie
extract-not-held = couverture refusée
extract-checked = réponse sur la couverture
extract-credited = montant libéré par la garantie
extract-guarantee-suspended = garantie suspendue
extract-suspension-lifted = suspension de la garantie levée
extract-guarantee-validity-changed = validité de la garantie modifiée
