# Les commandes de qui se sert d’un nœud : leur aide, ce qu’elles disent, et leurs tableaux.

## L’aide : crates/cli/src/args/asking.rs

cli-possible-values = [valeurs admises : { $values }]
cli-usual-value = [par défaut : { $values }]
cli-submit = Remettre des messages à un nœud, et dire ce qu’il répond
cli-submit-file = Les messages, en XML ou en JSON ; - est l’entrée standard
cli-submit-key = Le nom que l’expéditeur donne au message, au lieu de son expéditeur et de son identification ; la même clé ne compte qu’une fois
cli-submit-wait = Pendant combien de secondes réessayer tant que le nœud est absent ou occupé
cli-check = Vérifier des messages d’après le catalogue et ses règles, sans nœud
cli-check-file = Les messages ; - est l’entrée standard
cli-check-reference = Des données de référence par-dessus les listes de codes intégrées, par exemple le reference.json d’un nœud
cli-check-day = À quelle date, par exemple 2026-11-24 ; sinon, aujourd’hui
cli-show = Montrer ce qu’a un nœud en marche
cli-show-movement = Montrer un mouvement : situation, itinéraire, date limite, couvertures et étapes
cli-show-guarantee = Montrer une garantie : ses montants et ce qui l’utilise
cli-show-peers = Montrer ce dont chaque pair n’a pas accusé réception, et quand il a été entendu pour la dernière fois
cli-show-journal = Montrer les dernières écritures du journal dans le répertoire d’un nœud
cli-show-queue = Montrer ce qui attend dans le répertoire d’un nœud : tâches, fichiers, alarmes
cli-show-why = Montrer pourquoi des mouvements restent ouverts : qui doit agir, depuis quand, jusqu’à quand, et ce qui arrive alors
cli-show-number = Son numéro (MRN, GRN) ou l’identifiant de son dossier
cli-show-why-number = Le numéro d’un mouvement ; sinon, tous ceux qui sont ouverts
cli-show-why-holds = Montrer les demandes de couverture au lieu des mouvements, chacune par son identifiant
cli-show-count = Combien au plus
cli-reach-url = L’adresse du nœud, en HTTPS
cli-reach-node = Le répertoire du nœud, dont public.json dit où il se trouve et quelle clé il montre
cli-reach-ca = Le certificat du nœud, ou d’une autorité qui répond de lui, en PEM
cli-reach-pin = Le SHA-256 de la clé TLS du nœud, en base64, tel que l’annuaire le donne
cli-reach-token = Un fichier qui contient le jeton du demandeur
cli-completions = Écrire sur la sortie standard les complétions d’un interpréteur de commandes
cli-completions-shell = L’interpréteur
cli-man = Écrire une page de manuel pour chaque commande
cli-man-to = Le répertoire où man cherche

## Ce que disent ces commandes

cli-stdin = entrée standard
cli-reach-unknown = Rien ne dit à quoi se reconnaît le nœud.
cli-reach-nowhere = Rien ne dit où se trouve le nœud.
cli-reach-plain = { $url } n’est pas une adresse en HTTPS.
cli-reach-no-token = { $file } ne contient pas de jeton.
cli-no-number = { $number } n’est ni un numéro ni un identifiant.
cli-submitted = { $file } : pris, { $dossier }
cli-not-taken = { $file } : refusé
cli-submit-stopped = { $done } sur { $count } ont été remis. Remettez les mêmes fichiers : ce qui a été pris ne compte qu’une fois.
cli-answered-otherwise = Le nœud répond { $status } : { $body }
cli-checked = { $file } : { $message }, erreurs : { $errors }, avertissements : { $warnings }
cli-error = erreur
cli-warning = avertissement
cli-found = trouvé
cli-expected = attendu
cli-not-shown = Ceci n’est pas montré :
cli-man-written = { $count } pages sont dans { $dir }.

## Les pages de manuel : crates/cli/src/manual.rs

man-name = Nom
man-synopsis = Synopsis
man-description = Description
man-version = Version
man-exit = Code de sortie
exit-0 = Ce qui était demandé est fait, et tout tient.
exit-1 = Une vérification a échoué, un message a été refusé, ou une panne a empêché la commande.
exit-2 = La commande n’a pas été comprise.
exit-70 = Des preuves sont endommagées.

## Les tableaux : crates/cli/src/show/

show-mrn = MRN
show-grn = GRN
show-lrn = LRN
show-dossier = dossier
show-standing = situation
show-set-apart = mis à l’écart
show-holder = titulaire
show-representative = représentant
show-route = itinéraire
show-countries = pays
show-transits = bureaux de passage
show-limit-date = date limite
show-open = Qui doit agir
show-covers = Couvertures
show-steps = Étapes
show-number = n°
show-reference = garantie
show-state = état
show-amount = montant
show-reasons = motifs
show-step = étape
show-at = le
show-administration = administration
show-office = bureau
show-officer = agent
show-type = type
show-guarantor = caution
show-validity = validité
show-reference-amount = montant de référence
show-held = réservé
show-free = disponible
show-wrong-codes = codes d’accès faux de suite
show-usage = Utilisation
show-requester = requérante
show-asked = demandé
show-peer = pair
show-sent = transmis
show-receipted = accusés
show-backlog = en attente
show-received = reçus
show-cosigned = contresignés
show-heard = dernier envoi
show-never = jamais
show-no-peers = Rien n’a encore été transmis à un pair.
show-what = quoi
show-who = qui
show-by = jusqu’au
show-nothing-open = Rien n’est ouvert.
show-about = objet
show-kind = sorte
show-log = arbre
show-empty-journal = Le journal est vide.
show-tasks = Tâches
show-files = Répertoire surveillé
show-alarms = Alarmes
show-task = tâche
show-file = fichier
show-bytes = octets
show-alarm = alarme
show-alarm-about = objet
show-detail = détail
show-nothing-waits = Rien n’attend.

## Les étapes d’un mouvement : domain/transit/src/views.rs

step-presented = présenté
step-accepted = accepté
step-covered = couvert
step-not-covered = non couvert
step-cover-withdrawn = couverture retirée
step-control-ordered = contrôle ordonné
step-departure-controlled = contrôlé au départ
step-released = mainlevée pour le transit
step-exited = sortie
step-entered = entrée
step-arrived = arrivé
step-unloading-permitted = déchargement autorisé
step-unloading-remarked = remarques de déchargement
step-controlled = contrôlé
step-ended = terminé
step-discharged = apuré
step-cover-credited = couverture recréditée
step-prelodged = déposé avant présentation
step-goods-presented = marchandises présentées
step-amendment-requested = rectification demandée
step-amendment-called-for = rectification réclamée par la douane
step-amended = rectifié
step-amendment-refused = rectification refusée
step-invalidation-requested = invalidation demandée
step-invalidated = invalidé
step-goods-accounted-for = marchandises justifiées après invalidation
step-invalidation-refused = invalidation refusée
step-other-guarantee-awaited = autre garantie attendue
step-release-requested = mainlevée demandée malgré le contrôle
step-not-released = mainlevée refusée
step-arrival-forwarded = avis d’arrivée transmis
step-unloading-continued = déchargement à poursuivre
step-discrepancies-found = irrégularités constatées
step-discrepancies-notified = titulaire informé des irrégularités
step-discrepancies-answered = réponse sur les irrégularités
step-discrepancies-solved = irrégularités réglées
step-overdue = en retard
step-unheard = sans nouvelles à temps

## Ce qu’est devenue une couverture : domain/transit/src/views.rs, domain/guarantee/src/account/views.rs

cover-held = réservé
cover-not-held = refusé
cover-withdrawn = retiré
cover-credited = recrédité

## Écritures, sortes et tâches : crates/node/src/looking.rs

entry-event = événement
entry-dispatch = bordereau d’envoi
entry-receipt = accusé de réception
entry-opened = ouverture
entry-adopted = adoption
entry-alarm = alarme
kind-movement = mouvement
kind-guarantee = garantie
kind-hold = réservation
task-due = à faire
task-later = plus tard
task-awaiting = attend des pairs
task-parked = suspendue
cli-accept-gap = Laisser continuer un nœud en rétablissement sans réponse de tous les nœuds ; deux agents doivent le faire
cli-show-recovery = Où en est le rétablissement d’un nœud dont la base est plus ancienne que ce qu’il a dit aux autres
show-recovery-none = Le nœud n’est pas en rétablissement.
show-recovery-reads = Depuis { $since } le nœud ne fait que lire : { $why }.
show-recovery-goes-on = Le nœud se rétablit depuis { $since } et écrit de nouveau : { $why }.
recovery-noted = sa base est plus ancienne que la tête notée dans son dépôt de clés
recovery-told = un autre nœud a un point de contrôle de ce nœud dont sa base ne sait rien
recovery-restored = sa base a été restaurée à partir d’une sauvegarde
show-recovery-answered = Ont rendu ce qu’ils détiennent : { $nodes }
show-recovery-unanswered = N’ont pas encore répondu : { $nodes }
show-recovery-directory = Attend la version { $version } de l’annuaire : d’autres nœuds à interroger peuvent y figurer
show-recovery-catching-up = Aucune nouvelle réservation avant d’avoir réentendu ce qu’ils ont dit : { $nodes }
show-recovery-accepted = { $officer } a accepté la lacune à { $at }
show-recovery-nothing = aucune
show-recovery-log = Époque { $epoch } : { $held } inscriptions conservées sur { $written } écrites ; rendues : { $returned } ; perdues : { $lost }
cli-retention = Ordonner ce qui est conservé d’un dossier : qu’il soit effacé, préservé, ou ne soit plus préservé
cli-retention-erase = Faire effacer tout ce qui est conservé d’un dossier ; deux agents doivent le faire
cli-retention-preserve = Faire préserver un dossier quelle que soit sa durée, pour une procédure par exemple
cli-retention-end = Faire cesser de préserver un dossier ; deux agents doivent le faire
cli-retention-provision = La règle sur laquelle repose l’ordre
cli-retention-reference = La pièce qui porte l’ordre ; elle est conservée pour toujours et ne nomme donc personne
retention-erased = { $dossier } est effacé, sur ordre de { $officers }.
retention-preserved = { $dossier } est préservé jusqu’à ce que deux agents y mettent fin.
retention-preserved-no-more = { $dossier } est de nouveau conservé pour sa durée, sur ordre de { $officers }.
retention-waits = Ordonné par { $officers }. Un second agent doit ordonner la même chose, avec son propre jeton.
cli-show-erasures = Ce qui a été effacé, et pourquoi
cli-show-erasures-number = De quel dossier, par son identifiant ou par le numéro qu’il avait ; les 500 premiers si rien n’est dit
show-erasures-none = Rien n’a été effacé.
show-erasures-line = { $at } { $dossier } : { $ground }
erased-agreement = les copies ont été conservées les { $days } jours que permet { $agreement }
erased-kept = tout a été conservé { $days } jours
erased-decision = ordonné par { $officers }, en vertu de { $provision }, pièce { $reference }
