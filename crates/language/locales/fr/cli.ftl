# La ligne de commande : son aide, ce qu’elle dit d’une chose faite, et les récits.

## L’aide : crates/cli/src/args.rs

cli-about = La plateforme ouverte sur laquelle les administrations des douanes d’une région travaillent comme une seule.
cli-help = Dire ce qui peut être demandé
cli-version = Dire quelle est cette version
cli-usage = Emploi
cli-commands = Commandes
cli-arguments = Arguments
cli-options = Options
cli-missing = Il manque quelque chose : { $what }.
cli-value-wrong = Cette valeur n’est pas admise : { $what }.
cli-conflict = Ceci ne va pas ensemble : { $what }.
cli-not-understood = Ceci n’est pas compris : { $what }.
cli-see-help = Voyez ce qui peut être demandé avec --help.
cli-lang = La langue employée
cli-json = Imprimer un seul objet JSON et rien d’autre
cli-demo = Créer une région sur cette machine et faire passer des camions à ses frontières
cli-demo-once = Finir quand les récits sont terminés ; code de sortie 0 seulement si chaque vérification tient
cli-demo-seed = Le nombre dont sont tirés les papiers, les plaques et les codes d’accès
cli-demo-story = Ne dire que ce récit ; peut être répété
cli-demo-list = Dire quels récits il y a
cli-demo-scale = Combien de trajets sans incident sont faits, avec une barre de progression et la cadence ; des récits seulement s’ils sont nommés
cli-demo-sample = Le fichier de l’exemple public, CC015C, à la place de la déclaration intégrée de même forme
cli-demo-power-cuts = Tuer chaque nœud (SIGKILL) autant de fois, à des endroits de son journal tirés du nombre, pendant que les récits se répètent
cli-demo-dir = Où vivent les nœuds ; sinon, un répertoire supprimé ensuite
cli-node = Créer un nœud sur place, ou signer au nom de son membre
cli-node-init = Créer les clés et la configuration d’un nœud, et la partie publique pour la région
cli-node-init-dir = Où vivra le nœud
cli-node-sign = Ajouter la signature du membre à un annuaire ou à un accord
cli-node-dir = Le répertoire du nœud, où se trouve node.toml
cli-region = Dire qui appartient à une région, et publier ce que ses membres ont signé
cli-region-init = Créer toute une région d’un coup, pour la démonstration seulement
cli-region-admit = Prendre les parties publiques de membres et rédiger le prochain annuaire
cli-region-propose = Écrire un accord dans la forme que ses parties signent
cli-region-publish = Mettre un annuaire ou un accord signé parmi les documents de la région
cli-region-dir = Le répertoire de la région
cli-region-name = Le nom de la région
cli-administration = L’administration, par exemple CI
cli-ordinal = Lequel des nœuds de l’administration
cli-hub-role = Créer le nœud central, qui garde l’annuaire et contresigne, et ne décide rien
cli-listen = Où le nœud écoute
cli-endpoint = Où ses pairs joignent le nœud ; sinon, l’adresse d’écoute, en HTTPS
cli-currency = La monnaie des montants qui n’en nomment aucune
cli-offices = Un fichier JSON des bureaux de l’administration
cli-hub-file = La partie publique du nœud central, pour que le nœud lui demande l’annuaire
cli-note = Le document ; la signature y est ajoutée
cli-members = Les membres, séparés par des virgules
cli-hub = Le nœud central
cli-ports = Le premier des ports sur 127.0.0.1 ; sinon, des ports libres
cli-public = Les parties publiques de membres, telles que node init les a écrites
cli-threshold = Combien de membres doivent signer un annuaire ; sinon, plus de la moitié
cli-quorum = Combien de témoins font qu’un point de contrôle est contresigné
cli-valid-days = Pour combien de jours l’annuaire est valable
cli-agreement = Un fichier JSON de l’accord
cli-note-out = Où écrire le document à signer
cli-note-signed = Le document signé
cli-serve = Faire fonctionner un nœud jusqu’à ce qu’on l’arrête
cli-config = La configuration du nœud
cli-stop-with-stdin = S’arrêter quand l’entrée standard se ferme, comme à la fin du processus parent
cli-region-hand-over = Copier la racine et les documents en vigueur dans les répertoires de nœuds
cli-decides = Qui décide des mouvements ou des garanties : movement=national, guarantee=node
cli-token = Donner accès à quelqu’un : créer un jeton et l’imprimer une seule fois
cli-token-officer = Un agent de people.json, par son matricule
cli-token-trader = Un opérateur, par son numéro
cli-token-guarantor = Une caution, par son numéro
cli-token-system = Le système national, par son nom
cli-bench-peers = Mesurer PostgreSQL à côté ; crée et supprime une table dans la base postgres à 127.0.0.1, port 5432
cli-verify = Vérifier le journal d’un nœud, ses points de contrôle et ce que des pairs lui ont prouvé
cli-training-option = Pour l’exercice : rien de ce qu’il dit n’a de valeur, et il ne parle qu’avec ses semblables ; c’est fixé pour toujours
cli-config-command = Dire avec quoi un nœud fonctionnerait
cli-config-show = Montrer chaque valeur d’une configuration et d’où elle vient ; les secrets sont masqués
cli-import = Reprendre d’un fichier des opérateurs, garanties, bureaux, calendriers ou taux, en entier ou pas du tout
cli-import-table = Ce que contient le fichier
cli-import-file = Le fichier, CSV ou JSON, en UTF-8
cli-import-check = Dire ce qui en résulterait, sans rien changer
cli-import-only-good = Reprendre les lignes sur lesquelles il n’y a rien à dire et laisser les autres
cli-import-provision = La base légale des garanties dont la ligne n’en indique pas
cli-import-attempt = Le numéro de l’essai, pour les garanties que le nœud a refusées aux essais précédents et dont les motifs sont maintenant levés
cli-export = Écrire opérateurs, garanties, bureaux, calendriers ou taux dans un fichier qui peut être repris
cli-export-table = Ce qui est écrit
cli-export-file = Le fichier à écrire
cli-export-spreadsheet = Écrire le CSV comme les tableurs l’ouvrent sans rien demander : points-virgules et marque UTF-8
cli-format = La forme du fichier ; son nom la dit s’il se termine par .csv ou .json
cli-exchange = Transporter à la main plis et accusés de réception, là où il n’y a pas de réseau
cli-exchange-export = Mettre dans une valise, scellée pour un pair, tout ce qu’il n’a pas confirmé
cli-exchange-import = Recevoir une valise préparée par un pair
cli-exchange-to = Le pair, tel que l’annuaire le nomme, par exemple BF-1
cli-pouch-out = La valise à écrire
cli-pouch-in = La valise apportée
cli-door-token = Un fichier contenant le jeton d’un agent ou du système national ; nécessaire tant que le nœud fonctionne

## Ce que disent les commandes

cli-failed = Cela n’a pas pu se faire : { $why }.
cli-node-exists = { $dir } contient déjà un nœud.
cli-node-made = Le nœud { $node } est créé. Ses clés restent ici ; remettez { $public } à la région.
cli-region-made = La région est créée dans { $dir }.
cli-region-node = { $node } à { $endpoint } : passavant serve --config { $config }
cli-demonstration-only = Pour la démonstration seulement : toutes les clés ont été créées sur une même machine. Dans une vraie région, chaque membre crée les siennes avec : passavant node init
cli-member-unknown = Il n’y a pas de données de démonstration pour { $member }. Il y en a pour : { $known }.
cli-hub-a-member = { $hub } ne peut pas être le nœud central : c’est le nom d’un pays.
cli-threshold-wrong = De 1 à { $count } membres peuvent être appelés à signer.
cli-drafted = L’annuaire { $version } est rédigé. { $needed } membres doivent signer { $draft }, puis il peut être publié.
cli-proposed = { $note } est écrit. Il ne lie personne avant d’être signé par tous ceux-ci : { $parties }.
cli-published = { $name } est publié.
cli-serving = Le nœud { $node } écoute à { $address }.
cli-verified = { $entries } écritures, { $checkpoints } points de contrôle, { $foreign } écritures de pairs, { $cosignatures } contresignatures vérifiés.
cli-verified-good = Tout tient.
cli-verified-bad = Altéré : { $what } { $index } de { $log } : { $why }.
cli-signed = { $member } a signé { $what } : { $note }.
cli-an-agreement = l’accord { $id }, version { $version }, entre { $parties }
cli-a-directory = l’annuaire { $version }, avec { $count } membres
cli-nothing-to-sign = Rien n’y est à signer pour { $member } : ni un annuaire de la région { $region }, ni un accord dont il est partie.
cli-other-member = La partie publique est de { $other }, et sa déclaration de { $one }.
cli-no-node = La déclaration ne nomme aucun nœud.
cli-no-public-part = Aucune partie publique n’est donnée.
cli-too-many-days = C’est trop de jours.
cli-no-directory = Aucun annuaire n’est encore en vigueur.
cli-no-port = Aucun port n’est libre.
cli-no-data = Il n’y a pas de données de démonstration pour un membre.
cli-officer-unknown = { $officer } n’est pas parmi les agents de people.json.
cli-token-made = Le jeton n’est montré que cette fois ; le nœud en garde l’empreinte. Relancez le nœud pour qu’il le connaisse.
cli-handed-over = { $node } a la racine et les documents en vigueur.
cli-training = EXERCICE : rien de ceci n’a de valeur.
cli-training-mixed = Une région est d’exercice tout entière ou pas du tout. D’exercice : { $training } ; réelles : { $real }.
cli-pouch-training = Cette valise est d’exercice, et { $node } ne l’est pas.
cli-pouch-real = { $node } est d’exercice, et cette valise ne l’est pas.
cli-config-usual = valeur habituelle
cli-config-line = ligne { $line }
cli-format-unknown = Le nom de { $file } ne dit pas s’il s’agit de CSV ou de JSON : dites-le avec --format.
cli-at-line = Ligne { $line }
cli-at-field = Ligne { $line }, { $field }
cli-found-expected = Trouvé : { $found }. Attendu : { $expected }.
cli-imported = { $rows } lignes : { $added } nouvelles (dont { $follow } mettent fin à une autre), { $end } avec un autre dernier jour, { $unchanged } déjà là, { $findings } anomalies.
cli-import-checked = Rien n’a été changé : c’était une vérification.
cli-import-nothing = Rien n’a été changé. Corrigez le fichier et reprenez-le, ou prenez ce qui est bon avec --only-good.
cli-import-taken = Le nœud le prend en compte en quelques secondes, sans redémarrage.
cli-import-apart = Les données de référence ne tiendraient plus ensemble ; rien n’a donc été changé : { $what }
cli-exported = { $rows } lignes sont écrites : { $file }.
cli-door-needs-token = Le nœud fonctionne : indiquez un fichier contenant le jeton d’un agent ou du système national (--token)
cli-packed = { $from } a mis { $count ->
        [1] une écriture
       *[other] { $count } écritures
    } dans la valise pour { $to } : { $file }.
cli-packed-next = Portez-la à destination. Son contenu est remis dans chaque valise jusqu’à ce qu’une valise de retour le confirme.
cli-not-replaced = { $file } existe et n’est pas une valise ; rien n’a été écrit.
cli-unpacked = { $count ->
        [1] Une nouvelle écriture
       *[other] { $count } nouvelles écritures
    } de { $from } enregistrées.
cli-unpacked-known = Tout le contenu de cette valise de { $from } était déjà enregistré.
cli-unpacked-next = Préparez en retour une valise pour { $from } : elle porte les accusés de réception.
cli-unpacked-gap = Le contenu de cette valise de { $from } ne suit pas ce qui est enregistré ici. Rien n’est perdu : préparez une valise pour { $from }, et la suivante conviendra.
cli-unpacked-refused = Le reste de cette valise de { $from } n’est pas reçu : { $reason }.
cli-pouch-none = { $file } n’est pas une valise.
cli-pouch-version = { $file } est une valise de forme { $number }, que ce programme ne connaît pas ; mettez-le à jour.
cli-pouch-cut = { $file } a été coupé après la ligne { $number }. Rien n’en a été pris ; recopiez-le ou faites refaire la valise.
cli-pouch-changed = { $file } a été modifié à la ligne { $number } ou avant. Rien n’en a été pris ; recopiez-le ou faites refaire la valise.
cli-pouch-elsewhere = Cette valise est destinée à { $to } dans la région { $region }, et voici { $node }.
cli-holds = tient
cli-fails = ÉCHOUE


## Les mesures : crates/cli/src/bench/

cli-bench = Mesurer ce programme à côté d’autres sur cette machine
cli-bench-name = Que mesurer
cli-bench-count = Combien de déclarations ou de parcours
bench-conditions = { $name } sur { $cores } cœurs, charge { $load }, fsync { $fsync } ms (médiane), commit { $commit }
bench-row = { $what } : { $value } { $unit }
bench-peer = à côté de { $peer } : { $value } { $unit }, rapport { $ratio }
bench-budget-met = objectif { $budget } { $unit } : atteint
bench-budget-missed = objectif { $budget } { $unit } : non atteint
bench-size = taille du programme
bench-memory = mémoire d’un nœud au repos
bench-start = du lancement à la disponibilité, médiane de neuf
bench-journeys = parcours de la déclaration au crédit
bench-journey-median = un parcours parmi 32, médiane
bench-journey-worst = un parcours parmi 32, 99e centile
bench-submit = déclarations de { $size } octets reçues, validées, couvertes, écrites sur disque, répondues
bench-submit-median = l’une d’elles à la moitié de cette charge, médiane
bench-submit-worst = l’une d’elles à la moitié de cette charge, 99e centile
bench-postgres = PostgreSQL, insertions d’une ligne de 1 Kio par 32 clients
bench-nats = nats-server au repos
bench-synced-writes = écritures de 4 Kio synchronisées, l’une après l’autre
