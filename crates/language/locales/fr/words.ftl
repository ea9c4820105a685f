# Formules brèves : ce qu’est un dossier, ce qui n’y est pas comme il faut, et qui doit agir.
# Une situation se dit sous le genre de son dossier : movement, hold, guarantee.

## Où en est un mouvement : domain/transit/src/standing.rs

movement-unknown = sans nouvelles du départ
movement-presented = déclaration présentée
movement-accepted = déclaration acceptée
movement-released = mainlevée accordée pour le transit
movement-under-way = en cours de route
movement-arrived = arrivé à destination
movement-controlled = contrôlé à destination
movement-ended = terminé à destination
movement-discharged = apuré
movement-prelodged = déclaration déposée, marchandises attendues
movement-not-released = mainlevée refusée
movement-invalidated = invalidé

## Ce qui n’est pas comme il faut dans un mouvement, et que faire

concern-cover-refused = une garantie a été refusée
    .next = Modifiez la déclaration : désignez une autre garantie, ou un montant qu’elle couvre.
concern-access-code-refused = le code d’accès d’une garantie a été refusé
    .next = Rectifiez la déclaration avec le bon code, ou désignez une autre garantie ; si trop de codes erronés l’ont fermée, son bureau en donne de nouveaux.
concern-control-pending = le résultat d’un contrôle manque encore
    .next = Contrôlez les marchandises et enregistrez le résultat.
concern-uncovered = mainlevée accordée sans la couverture requise
    .next = Obtenez la couverture de la garantie, ou faites retenir les marchandises dans l’intervalle.
concern-no-agreement = mainlevée accordée sur un itinéraire qu’aucun accord ne lie
    .next = Convenez avec les pays de l’itinéraire du suivi de ce mouvement.
concern-exit-missing = { $left } n’a pas enregistré la sortie vers { $entered }
    .next = Enregistrez la sortie d’après les pièces du bureau de sortie.
concern-entry-missing = { $entered } n’a pas enregistré l’entrée depuis { $left }
    .next = Enregistrez l’entrée d’après les pièces du bureau d’entrée.
concern-arrived-elsewhere = arrivé à { $office }, et non au bureau déclaré
    .next = Établissez si le mouvement peut y prendre fin.
concern-arrived-twice = deux administrations en annoncent l’arrivée chez elles
    .next = Demandez aux deux bureaux de destination lequel détient les marchandises.
concern-unloading-not-conform = le destinataire agréé a signalé que les marchandises ou les scellements ne sont pas conformes, et aucun contrôle n’a de résultat
    .next = Contrôlez les marchandises et enregistrez le résultat.
concern-control-not-satisfactory = le contrôle à destination n’a pas été satisfaisant
    .next = Réglez les irrégularités avant l’apurement du mouvement.
concern-discharged-before-end = apuré avant que la destination n’en ait constaté la fin
    .next = Enregistrez la fin de l’opération, ou dites au départ que les marchandises ne sont pas venues.
concern-credit-missing = apuré, et une garantie n’a pas libéré son montant
    .next = Recréditez le montant à la garantie.
concern-amendment-requested = le déclarant a demandé une rectification et attend la réponse
    .next = Acceptez la rectification ou refusez-la.
concern-amendment-called-for = la douane a demandé une rectification qui n’est pas venue
    .next = Rectifiez la déclaration comme la douane le demande.
concern-invalidation-requested = le titulaire a demandé l’invalidation et attend la réponse
    .next = Invalidez la déclaration ou refusez de le faire.
concern-departure-not-satisfactory = le contrôle au départ n’a pas été satisfaisant
    .next = Refusez la mainlevée, ou ordonnez un autre contrôle.
concern-release-declined = le contrôle au départ a trouvé des différences, et le titulaire ne demande pas la mainlevée malgré elles
    .next = Refusez la mainlevée, ou ordonnez un autre contrôle.
concern-holder-unheard = le contrôle au départ a trouvé des différences
    .next = Dites si vous demandez la mainlevée malgré tout (CC054C).
concern-release-requested = le contrôle au départ a trouvé des différences, et le titulaire demande la mainlevée malgré tout
    .next = Accordez la mainlevée ou refusez-la.
concern-seen-though-invalidated = la déclaration a été invalidée, les marchandises ont été vues au-delà du départ, et le départ n’a pas dit ce qu’elles sont devenues
    .next = Établissez où sont les marchandises et sous quelle déclaration elles circulent, et dites-le dans les remarques d’une seconde invalidation ; d’ici là, le bureau qui les détient les garde sous surveillance douanière.
concern-overdue = la date limite est passée et personne sur l’itinéraire ne sait rien d’une arrivée
    .next = Demandez au titulaire et aux bureaux de l’itinéraire où sont les marchandises.
concern-unheard = la date limite est passée, et { $administration } n’a pas été entendue depuis
    .next = Rétablissez la liaison avec cette administration, ou décidez sans elle.
concern-discrepancies-unanswered = le titulaire a été informé d’irrégularités et n’a pas répondu
    .next = Répondez au bureau de départ.
    .late = Décidez sans sa réponse : réglez les irrégularités, ou recouvrez la dette.
concern-discrepancies-unsolved = le titulaire a répondu, et les irrégularités ne sont pas réglées
    .next = Réglez les irrégularités, ou recouvrez la dette.

## Qui doit agir

resolver-holder = le titulaire du régime de transit
resolver-departure = le bureau de départ
resolver-destination = le bureau de destination
resolver-trader-at-destination = l’opérateur à destination
resolver-guarantee-home = l’administration qui tient la garantie
resolver-country = l’administration des douanes de { $country }

## Où en est la demande de couverture : domain/guarantee/src/hold/standing.rs

hold-silent = rien de demandé
hold-requested = en attente de la réponse de la garantie
hold-held = montant réservé
hold-not-held = refusée
hold-uncovered = mainlevée accordée sans couverture
hold-withdrawing = retrait en cours
hold-crediting = crédit en cours
hold-credited = recréditée

## Ce qu’est une garantie : domain/guarantee/src/account/standing.rs

guarantee-unregistered = non enregistrée
guarantee-usable = utilisable
guarantee-suspended = suspendue
guarantee-used = utilisée

# Un type de garantie, d’après son code de CL229 dans l’argument kind.
guarantee-type = { $kind ->
        [0] dispense de garantie (0)
        [1] garantie globale (1)
        [2] garantie isolée par engagement de la caution (2)
        [3] garantie isolée en espèces (3)
        [4] garantie isolée par titre (4)
        [9] garantie isolée à usage multiple (9)
       *[other] type { $kind }
    }

## Ce qu’un exploitant doit examiner : crates/journal/src/entry.rs

alarm-quarantined = un dossier à l’historique rompu a été mis à l’écart
    .next = Conservez les preuves et interrogez l’auteur de la partie rompue ; tout le reste suit son cours.
alarm-contested = un envoi ne compte pas
    .next = Lisez le détail et interrogez l’expéditeur.
alarm-unreadable = une écriture d’un pair n’est pas comprise ici
    .next = Mettez ce nœud au niveau de version de son pair.
alarm-uncovered = mainlevée accordée à un mouvement sans la couverture requise
    .next = Cherchez comment elle a pu l’être, et obtenez la couverture ou faites retenir les marchandises.
alarm-task-refused = une étape qui devait suivre d’elle-même a été refusée
    .next = Lisez le code du refus et accomplissez l’étape à la main.
alarm-two-histories = un pair a raconté deux historiques d’un même journal
    .next = N’acceptez plus rien de ce journal ; gardez les deux points de contrôle comme preuve et prévenez son administration.
alarm-national-contradicts = le système national contredit ce qui est enregistré
    .next = Comparez les deux enregistrements et corrigez celui qui est inexact.
alarm-clock-skewed = l’horloge d’un pair diffère de la nôtre
    .next = Vérifiez l’horloge des deux nœuds.
alarm-uncosigned = trop peu de pairs ont confirmé le journal, et depuis trop longtemps
    .next = Cherchez quels pairs ne peuvent être joints, et rétablissez la liaison.
alarm-directory-expired = l’annuaire en vigueur a expiré
    .next = Demandez aux membres le prochain annuaire ; d’ici là, rien de nouveau ne devrait être promis sous celui-ci.
alarm-undelivered = un destinataire n’a pas pu être avisé
    .next = Prévenez le titulaire du point de réception. Dès qu’il répond, un webhook désactivé est repris là où il s’est arrêté ; le reste est transmis de lui-même.
alarm-misconfigured = quelque chose dont ce nœud doit se servir est inutilisable
    .next = Corrigez ce que l’alarme désigne ; ce qui n’a pas été pris entre-temps est envoyé de nouveau.
alarm-recovered = un nœud continue dans une nouvelle époque, car sa base était plus ancienne que ce qu’elle avait déjà dit
    .next = Consultez « passavant show recovery » au nœud concerné : il dit par numéro ce qui est revenu et ce qui est perdu. Ce qui est perdu est refait par qui l’avait fait.
alarm-key-compromised = des écritures ont été scellées par une clé que quelqu’un d’autre a pu avoir
    .next = Elles ne comptent pas tant que le nœud qui les a écrites ne continue pas sous sa clé suivante. Demandez à son administration quand ce sera ; ce que l’autre seul a écrit ne compte jamais, et ce qui s’en est suivi est défait par un agent.

## Pourquoi un mouvement est ouvert : domain/transit/src/views/why.rs

next-present-goods = présenter les marchandises
next-accept = accepter la déclaration
next-answer-cover = répondre à la demande de couverture
next-decide-control = ordonner le contrôle annoncé, ou accorder la mainlevée sans lui
next-release = accorder la mainlevée pour le transit
next-arrive = présenter les marchandises à destination
next-permit-unloading = autoriser le déchargement
next-remark-unloading = rendre compte du déchargement
next-control = contrôler les marchandises
next-end = mettre fin à l’opération
next-discharge = apurer le mouvement
next-name-guarantee = désigner une autre garantie
next-give-access-code = rectifier la déclaration avec le bon code d’accès, ou désigner une autre garantie
next-find-cover = trouver une couverture pour ce qui est parti sans elle
next-set-free = libérer le montant
next-tell-declaration = faire connaître aux autres ce qui a été déclaré

then-invalidated = la déclaration est invalidée
then-not-released = la mainlevée n’est pas accordée
then-waits = tout attend
then-guarantee-bound = la garantie reste engagée
then-overdue = le mouvement est en retard
then-enquiry = le bureau de départ ouvre une enquête
then-recovery = la dette est recouvrée

why-concern = { $concern } : { $resolver } doit agir, depuis le { $since }. { $next } Sinon, { $then }.
why-concern-by = { $concern } : { $resolver } doit agir, depuis le { $since }, au plus tard le { $by }. { $next } Sinon, { $then }.
why-concern-late = { $concern } : { $resolver } doit agir, depuis le { $since }. { $next } C’était à faire au plus tard le { $by }, et ce jour est passé. Si personne n’agit, { $then }.
why-next = { $resolver } doit { $next }, depuis le { $since }. D’ici là, { $then }.
why-next-by = { $resolver } doit { $next }, depuis le { $since }, au plus tard le { $by }. Sinon, { $then }.
why-next-late = { $resolver } doit { $next }, depuis le { $since }. C’était à faire au plus tard le { $by }, et ce jour est passé. Si personne n’agit, { $then }.
why-guarantee-refused = De la garantie { $guarantee } : { $because }
why-contradicted = Le { $since }, le système national a dit : { $said }. { $why } Rien n’est changé dans le registre. Comparez les deux et corrigez celui qui se trompe.
why-contradicted-differs = Cela diffère de ce qui est enregistré.

## Exercice : crates/api/src/training.rs

training-mark = Exercice : ceci est sans valeur
