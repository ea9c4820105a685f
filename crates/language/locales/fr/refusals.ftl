# Pourquoi une chose n’est pas faite, et que faire, sous le code du refus.
# Un argument est un champ du refus ; docs/errors/<CODE>.md en dit davantage (en anglais).

## Garanties : domain/guarantee/src/account/refusal.rs

GUA-001 = La garantie n’est pas encore enregistrée.
    .next = Enregistrez-la d’abord, puis renouvelez la demande.
GUA-002 = La garantie est déjà enregistrée.
    .next = Modifiez son montant ou sa validité, ou ouvrez un nouveau dossier pour une autre garantie.
GUA-003 = Le numéro de référence de la garantie (GRN) relève du registre de { $country }.
    .next = Enregistrez la garantie auprès de l’administration des douanes de { $country }, ou omettez le numéro : il en sera attribué un ici.
GUA-004 = Le chiffre de contrôle du numéro de référence de la garantie (GRN) est erroné ; le 17e caractère devrait être { $expected }.
    .next = Comparez le numéro avec l’acte de garantie ; un caractère au moins diffère.
GUA-005 = La longueur du numéro de référence de la garantie (GRN) ne convient pas à ce type : { guarantee-type }.
    .next = Indiquez 24 caractères pour un titre de garantie isolée et 17 pour tout autre type, ou corrigez le type.
GUA-006 = Un dépôt en espèces n’a ni numéro de référence de la garantie (GRN) ni titre.
    .next = Omettez l’un et l’autre et indiquez le compte du dépôt.
GUA-007 = Un dépôt en espèces est identifié par son compte, et aucun compte n’est indiqué.
    .next = Indiquez le compte sur lequel le dépôt a été reçu.
GUA-008 = Seul un dépôt en espèces a un compte ou une autre référence ; le type indiqué est : { guarantee-type }.
    .next = Omettez l’un et l’autre, ou corrigez le type.
GUA-009 = Ce type exige une caution, et aucune n’est désignée : { guarantee-type }.
    .next = Désignez la caution.
GUA-010 = Le montant de référence est nul.
    .next = Indiquez un montant supérieur à zéro.
GUA-011 = Une part de { $percentage } % du montant de référence n’est pas admise pour ce type : { guarantee-type }.
    .next = Indiquez 0 % pour une dispense de garantie, de 1 à 100 % pour une garantie globale et 100 % pour tout autre type.
GUA-012 = La validité prendrait fin le { $until }, avant de commencer le { $from }.
    .next = Corrigez le premier ou le dernier jour.
GUA-013 = La monnaie d’une garantie ne change jamais, et celle-ci est tenue en { $currency }.
    .next = Indiquez le montant en { $currency } ; pour une autre monnaie, enregistrez une autre garantie.
GUA-014 = Des mouvements réservent { $held } sur cette garantie, soit plus que le nouveau montant.
    .next = Indiquez au moins { $held }, ou attendez l’apurement de mouvements.
GUA-015 = Aucun code d’accès n’est indiqué, alors que les nouveaux codes remplaceraient tous ceux en vigueur.
    .next = Indiquez au moins un code d’accès de quatre caractères.
GUA-016 = Un dépôt en espèces n’a pas de code d’accès.
    .next = Il n’y a rien à fixer : la déclaration désigne le dépôt par son compte.
GUA-017 = La garantie est déjà suspendue.
    .next = Il n’y a plus rien à faire ; levez la suspension pour que des mouvements puissent l’utiliser de nouveau.
GUA-018 = La garantie n’est pas suspendue.
    .next = Il n’y a rien à faire ; les mouvements peuvent l’utiliser tant qu’elle est valable.
GUA-019 = La demande { $hold } a déjà reçu une autre réponse.
    .next = La première réponse est définitive ; pour un autre montant, l’administration de départ retire la demande et en présente une nouvelle.
GUA-020 = La demande { $hold } ne réserve rien qui puisse être libéré.
    .next = Vérifiez quelle demande réserve le montant ; une demande refusée ou jamais parvenue ne réserve rien.
GUA-021 = Le système national décide de cette garantie, et la référence de son enregistrement manque.
    .next = Indiquez la référence nationale avec la commande.
GUA-022 = Le système national décide de cette garantie ; le nœud ne fait qu’enregistrer ce qu’il fait.
    .next = Laissez le système national agir, puis enregistrez ici ce qu’il a fait.
GUA-023 = Le nœud décide de cette garantie ; il n’y a rien d’un système national à enregistrer.
    .next = Il n’y a rien à faire : le nœud répond, retire et libère lui-même.
GUA-024 = Personne ayant pouvoir de décider ne répond de cet acte.
    .next = Donnez un ordre permanent à un poste chargé des garanties au bureau de garantie ; le nœud agit alors en son nom.
GUA-025 = Ce nœud n’a pas de numéro de référence de garantie (GRN) à attribuer.
    .next = Enregistrez la garantie auprès du nœud d’un pays : les numéros sont attribués au nom d’un pays.
GUA-026 = La demande { $hold } n’a pas été adressée à cette garantie.
    .next = Indiquez la réservation et le numéro de la demande tels que la réservation les montre.
GUA-027 = La demande { $hold } porte sur autre chose que ce qui doit être enregistré.
    .next = Enregistrez l’utilisation telle que la demande la nomme ; si moins que le montant demandé est réservé, enregistrez un refus.
GUA-028 = La caution { $guarantor } ne figure dans aucun registre ici.
    .next = Vérifiez le numéro, ou faites inscrire la caution au registre des cautions.
GUA-029 = La caution { $guarantor } figure au registre, mais n’est pas agréée aujourd’hui.
    .next = Faites renouveler l’agrément, ou désignez une autre caution.
GUA-030 = En { $country }, personne ne reçoit ce qui est adressé à la caution { $guarantor }, alors que la loi y exige quelqu’un.
    .next = Faites inscrire au registre un mandataire ou une adresse de la caution en { $country }, ou excluez { $country } de la validité.
GUA-031 = Le code d’accès est faux.
    .next = Indiquez un code en vigueur ; trop de codes faux ferment la garantie jusqu’au remplacement de tous les codes.
GUA-032 = Trop de codes d’accès étaient faux ; aucun n’ouvre plus cette garantie.
    .next = Demandez au bureau de garantie de remplacer tous les codes d’accès.
GUA-033 = Un code d’accès est nécessaire, et aucun n’est indiqué.
    .next = Indiquez un code d’accès de la garantie ; seuls son titulaire et sa caution s’en passent, quand leur propre jeton les fait reconnaître.
GUA-034 = Le code d’accès à retirer n’est pas en vigueur.
    .next = Omettez-le, ou indiquez-en un qui est en vigueur.
GUA-035 = La garantie n’est pas une garantie du titulaire { $holder }.
    .next = Vérifiez le numéro de la garantie et celui du titulaire.
GUA-036 = Le demandeur désigné est { $requester }, et quelqu’un d’autre demande.
    .next = Demandez en votre propre nom.
GUA-037 = Le demandeur { $requester } n’est ni le titulaire ni la caution de cette garantie, ni un mandataire de la caution.
    .next = Laissez l’un d’eux demander ; personne d’autre n’obtient de réponse.
GUA-038 = La garantie n’est pas tenue au bureau { $office }.
    .next = Désignez le bureau où la garantie a été enregistrée.
GUA-039 = L’interrogation { $query } n’est pas admise pour ce type : { guarantee-type }.
    .next = Demandez 1 (utilisations) ou 4 (propriétaire) pour une garantie isolée ou un titre ; un dépôt en espèces n’est connu que de son bureau.
GUA-040 = Aucune période ne va avec l’interrogation { $query } pour ce type : { guarantee-type }.
    .next = Omettez la période ; seules les interrogations 1 et 3 d’une garantie pour plusieurs mouvements en ont une.
GUA-041 = La période prendrait fin le { $until } et ne commencerait que le { $from }.
    .next = Indiquez un dernier jour postérieur au premier.
GUA-042 = Aucun registre n’a ici le nom et l’adresse du titulaire { $holder }.
    .next = Faites inscrire le titulaire au registre des opérateurs.

## Réservations : domain/guarantee/src/hold/refusal.rs

HLD-001 = La demande { $attempt } est en cours ou réserve un montant, et une autre allait être présentée.
    .next = Retirez d’abord la demande { $attempt }.
HLD-002 = Il n’y a pas de demande { $attempt } dans cette réservation.
    .next = Vérifiez le numéro de la demande.
HLD-003 = La demande { $attempt } a déjà reçu une autre réponse.
    .next = La première réponse est définitive ; pour réserver autre chose, retirez la demande et présentez-en une nouvelle.
HLD-004 = La demande { $attempt } ne réserve rien qui puisse être recrédité.
    .next = Vérifiez quelle demande réserve le montant.
HLD-005 = Cette réservation porte sur une autre garantie.
    .next = Ouvrez une réservation propre à l’autre garantie.
HLD-006 = Seule l’administration qui a ouvert cette réservation présente et retire les demandes et sollicite le crédit.
    .next = Laissez-en le soin à cette administration.
HLD-007 = Seule l’administration où la garantie est tenue répond dans cette réservation.
    .next = Laissez-lui le soin de répondre.
HLD-008 = Rien n’a été demandé dans cette réservation ; personne n’a donc à connaître l’état de la garantie.
    .next = Il n’y a rien à faire.

## Mouvements : domain/transit/src/refusal.rs

TRA-001 = Aucune déclaration n’a encore été présentée dans ce dossier.
    .next = Présentez d’abord la déclaration au bureau de départ.
TRA-002 = Une déclaration a déjà été présentée dans ce dossier.
    .next = Ouvrez un nouveau dossier pour une autre déclaration.
TRA-003 = Cet acte revient à la seule administration de départ.
    .next = Adressez-vous au bureau de départ.
TRA-004 = Le bureau { $office } ne relève pas de cette administration.
    .next = Indiquez un bureau de cette administration, ou adressez-vous à celle dont relève { $office }.
TRA-005 = L’annuaire de la région ne connaît pas le bureau { $office }.
    .next = Vérifiez le code du bureau ; s’il est exact, son administration doit l’y inscrire.
TRA-006 = La garantie est tenue en { $country }, qui n’est pas membre de la région.
    .next = Désignez une garantie enregistrée auprès d’un membre de la région.
TRA-007 = La déclaration ne désigne aucune garantie.
    .next = Désignez une garantie, ou le type qui dit pourquoi aucune n’est requise.
TRA-008 = La garantie { $cover } de la déclaration n’a pas de référence.
    .next = Indiquez son numéro de référence (GRN), ou le compte du dépôt en espèces.
TRA-009 = La garantie { $cover } de la déclaration n’a pas de montant à couvrir.
    .next = Indiquez le montant et sa monnaie ; zéro ne compte pas.
TRA-010 = L’itinéraire ne commence pas dans le pays de départ ou ne s’achève pas dans le pays de destination.
    .next = Corrigez les bureaux ou les pays de l’itinéraire.
TRA-011 = La date limite du { $limit_date } est déjà passée.
    .next = Indiquez la date du jour ou une date ultérieure.
TRA-012 = Aucune date limite n’est connue : ni fixée, ni déclarée, ni déduite d’un itinéraire type.
    .next = Fixez la date limite avec la mainlevée.
TRA-013 = La déclaration n’a pas encore été acceptée.
    .next = Acceptez d’abord la déclaration.
TRA-014 = La déclaration a déjà été acceptée.
    .next = Il n’y a plus rien à faire ; poursuivez le mouvement sous son MRN.
TRA-015 = La déclaration ne désigne pas de garantie { $cover } sur laquelle un montant doive être réservé.
    .next = Vérifiez le numéro : les garanties se comptent à partir de 1, dans l’ordre de la déclaration.
TRA-016 = La garantie { $cover } ne réserve rien pour ce mouvement.
    .next = Vérifiez quelle garantie de la déclaration réserve un montant.
TRA-017 = La garantie { $cover } ne réserve pas les { $amount } qu’exige la mainlevée pour le transit.
    .next = Attendez la réponse de la garantie ; si elle est négative, présentez une nouvelle déclaration avec une couverture suffisante.
TRA-018 = Aucun accord en vigueur ne lie { $one } et { $other }, tous deux sur l’itinéraire.
    .next = Choisissez un autre itinéraire, ou attendez l’entrée en vigueur d’un accord entre les deux.
TRA-019 = Un contrôle a été ordonné et son résultat manque encore.
    .next = Enregistrez d’abord le résultat du contrôle.
TRA-020 = Le contrôle n’a pas été satisfaisant ; son résultat est { $code }.
    .next = Au départ, réglez l’affaire, ordonnez un nouveau contrôle et enregistrez son résultat ; à destination, le résultat est définitif et le bureau de départ poursuit l’affaire.
TRA-021 = Aucun contrôle n’a été ordonné.
    .next = Ordonnez d’abord le contrôle, puis enregistrez son résultat.
TRA-022 = La mainlevée pour le transit n’a pas été accordée, ou n’a pas encore été communiquée ici.
    .next = Attendez la mainlevée ; si elle a déjà été accordée, adressez-vous au bureau de départ.
TRA-023 = La mainlevée pour le transit a déjà été accordée.
    .next = Dès la mainlevée, la couverture subsiste jusqu’à l’apurement et les marchandises sont contrôlées à destination.
TRA-024 = { $country } n’est pas sur l’itinéraire de ce mouvement.
    .next = Consultez le bureau de départ avant tout enregistrement ici.
TRA-025 = Le passage à { $office } a déjà été enregistré à une autre heure.
    .next = Le premier enregistrement est définitif ; renvoyez la même heure, ou rien.
TRA-026 = Le mouvement est déjà arrivé à { $office }.
    .next = Poursuivez avec l’arrivée enregistrée.
TRA-027 = Le mouvement n’est pas arrivé à un bureau de cette administration.
    .next = Notifiez d’abord l’arrivée.
TRA-028 = L’opérateur n’est pas aujourd’hui destinataire agréé à ce bureau.
    .next = Vérifiez l’autorisation (C522), sa validité et ses bureaux, ou présentez les marchandises au bureau sans elle.
TRA-029 = Les marchandises ne sont pas arrivées chez un destinataire agréé : rien n’est déchargé avant le contrôle.
    .next = Contrôlez les marchandises au bureau.
TRA-030 = Le déchargement n’est pas encore autorisé.
    .next = Attendez l’autorisation de déchargement du bureau de destination.
TRA-031 = Le destinataire agréé n’a pas signalé la fin du déchargement.
    .next = Attendez les remarques de déchargement qui l’indiquent, puis enregistrez le contrôle.
TRA-032 = Les marchandises n’ont pas été contrôlées à destination.
    .next = Enregistrez d’abord le résultat du contrôle.
TRA-033 = Les marchandises ont déjà été contrôlées à destination ; le résultat est { $code }.
    .next = Le premier résultat est définitif.
TRA-034 = Le bureau de destination n’a pas constaté la fin de l’opération.
    .next = Attendez qu’il le fasse, ou adressez-vous à lui.
TRA-035 = Le système national décide de ce mouvement, et la référence de son enregistrement manque.
    .next = Indiquez la référence nationale avec la commande.
TRA-036 = Personne ayant pouvoir de décider ne répond de cet acte.
    .next = Agissez depuis un poste chargé de cette fonction au bureau, ou donnez un ordre permanent à ce poste.
TRA-037 = Ce nœud n’a pas de numéro de référence du mouvement (MRN) du pays de départ à attribuer.
    .next = Acceptez la déclaration auprès d’un nœud de ce pays, sous l’un de ses numéros ou sans numéro : le nœud en crée alors un.
TRA-038 = Le code d’accès de la garantie { $cover } ne peut pas être scellé pour l’administration qui la tient.
    .next = Vérifiez que la garantie { $cover } a un montant et le GRN d’un membre de la région ; un dépôt en espèces n’a pas de code d’accès.
TRA-039 = La garantie { $cover } a répondu autrement à cette demande, ou à une demande ultérieure.
    .next = La réponse enregistrée est définitive ; comparez le mouvement avec sa réservation.
TRA-040 = Le mouvement n’est pas encore apuré.
    .next = Sa couverture est libérée dès que le bureau de départ l’a apuré.
TRA-041 = Le titulaire n’est pas aujourd’hui expéditeur agréé à ce bureau.
    .next = Vérifiez l’autorisation (C521), sa validité et ses bureaux, ou présentez les marchandises au bureau sans elle.
TRA-042 = { $representative } n’a pas de mandat pour cela : { $reason ->
        [unknown] le titulaire n’en a donné aucun
        [not-valid] aucun n’est valable aujourd’hui
        [representation-unsaid] il n’est pas dit de quelle façon il agit
        [other-representation] aucun ne vaut pour cette façon d’agir
        [other-procedure] aucun ne vaut pour le transit
        [other-office] aucun ne vaut pour ce bureau
       *[other] { $reason }
    }.
    .next = { $reason ->
        [representation-unsaid] Dites s’il agit directement ou indirectement, puis déposez à nouveau.
       *[other] Que le titulaire donne un mandat valable aujourd’hui pour le transit à ce bureau ; faites-le enregistrer, puis déposez à nouveau.
    }
TRA-043 = Le mandat de { $representative } s’arrête à { $limit } par déclaration.
    .next = Que le titulaire relève la limite, dépose lui-même la déclaration, ou scinde l’envoi.
TRA-044 = { $representative } n’a pas d’agrément pour agir ici pour autrui : { $reason ->
        [unknown] aucun n’est enregistré
        [not-valid] aucun n’est valable aujourd’hui
        [other-procedure] aucun ne vaut pour le transit
       *[other] { $reason }
    }.
    .next = Faites enregistrer ou renouveler l’agrément, ou que le titulaire dépose lui-même la déclaration.
TRA-045 = Les marchandises de cette déclaration anticipée n’ont pas été présentées ; elles peuvent l’être jusqu’au { $present_by }.
    .next = Présentez les marchandises au bureau de départ, puis poursuivez.
TRA-046 = Les marchandises ont déjà été présentées.
    .next = Poursuivez avec la déclaration telle qu’elle est.
TRA-047 = Les marchandises devaient être présentées au plus tard le { $present_by }.
    .next = Déposez une nouvelle déclaration.
TRA-048 = { $field } ne peut pas être modifié par cette rectification.
    .next = Laissez-le tel qu’il a été déclaré ; s’il doit être autre, faites invalider la déclaration et déposez-en une nouvelle.
TRA-049 = La douane a annoncé un contrôle, ou l’a fait : la déclaration n’est pas rectifiée, sauf à sa demande.
    .next = Attendez que la douane décide, ou demande une rectification.
TRA-050 = Une garantie a été refusée : seules les garanties peuvent être rectifiées maintenant.
    .next = Envoyez la rectification avec l’indicateur réservé aux garanties.
TRA-051 = Aucune garantie n’a été refusée : une rectification des seules garanties n’a pas lieu d’être.
    .next = Envoyez la déclaration entière comme rectification ordinaire.
TRA-052 = Aucune rectification n’a été demandée.
    .next = Il n’y a rien à répondre ; pour rectifier de votre propre chef, envoyez la rectification avec sa base.
TRA-053 = Une rectification est attendue, ou attend sa réponse.
    .next = Attendez-la, puis poursuivez.
TRA-054 = Le titulaire n’a pas demandé l’invalidation.
    .next = Il n’y a rien à refuser.
TRA-055 = La déclaration a été invalidée le { $date }.
    .next = Déposez une nouvelle déclaration.
TRA-056 = Le { $date }, il a été décidé que la mainlevée n’est pas accordée.
    .next = Déposez une nouvelle déclaration une fois la cause disparue.
TRA-057 = Les marchandises sont à destination, ou le mouvement a été apuré : il n’y a rien à invalider.
    .next = Poursuivez avec ce qui a été constaté à destination.
TRA-058 = Le contrôle n’a rien constaté malgré quoi la mainlevée serait à demander.
    .next = Attendez la mainlevée.
TRA-059 = Aucune irrégularité n’a été constatée à destination.
    .next = Attendez le résultat du contrôle à destination.
TRA-060 = Le titulaire n’a pas été informé d’irrégularités.
    .next = Notifiez-les d’abord.
TRA-061 = La date limite { $limit_date } n’est pas passée.
    .next = Attendez qu’elle le soit.
TRA-062 = Le titulaire a dit qu’il ne demande pas la mainlevée.
    .next = Refusez la mainlevée, ou que le titulaire la demande.
TRA-063 = Le déchargement est achevé.
    .next = Contrôlez les marchandises ; qui décharge peut encore corriger ce qu’il a trouvé, tant que le déchargement reste achevé.
TRA-064 = L’annuaire n’inscrit pas { $office } comme bureau de { $function ->
        [departure] départ
        [passage] passage
       *[destination] destination
    }.
    .next = Indiquez un bureau qui le soit ; si { $office } en exerce la fonction, son administration doit l’y inscrire comme tel.
TRA-065 = La déclaration désigne { $count } garanties, plus qu’un message n’en peut contenir.
    .next = Désignez au plus neuf groupes de garanties, chacun d’un seul type et de 99 références au plus.
TRA-066 = Cela ne peut pas avoir eu lieu le { $at } : c’est avant l’acceptation de la déclaration, ou un jour à venir ; nous sommes le { $until }.
    .next = Comparez l’heure avec les documents, et inscrivez le moment où cela a eu lieu.
TRA-067 = Le message désigne un autre { $field } que celui du mouvement.
    .next = Comparez le numéro avec vos documents ; c’est peut-être celui d’un autre mouvement.
TRA-068 = Le déchargement ne peut pas avoir eu lieu le { $date } : les marchandises sont arrivées le { $from }, et nous sommes le { $until }.
    .next = Comparez la date avec les documents, et envoyez de nouveau les remarques.
TRA-069 = La déclaration n’a pas d’article { $item }.
    .next = Désignez l’article par son numéro dans la déclaration, ou n’en désignez aucun si toutes les marchandises diffèrent.
TRA-070 = Les marchandises ont été vues à { $office }, et rien ne dit où elles sont.
    .next = Dites dans les remarques où sont les marchandises et sous quelle déclaration elles circulent, puis invalidez de nouveau.

## Le nœud lui-même : crates/node/src/refusal.rs

NOD-001 = La commande { $id } a déjà été envoyée avec un autre contenu.
    .next = Donnez à la nouvelle commande son propre identifiant.
NOD-002 = Rien n’est connu ici sous { $name }.
    .next = Vérifiez le numéro ; le mouvement d’une autre administration n’est connu ici qu’après sa mainlevée.
NOD-003 = { $reason ->
        [no-post] Vous n’occupez aucun poste qui donne actuellement ce droit à ce bureau.
        [officer-without-post] L’agent nommé par le système national n’occupe aucun poste qui donne ce droit.
        [other-trader] Le dossier est celui d’un autre opérateur.
        [not-for-traders] Cet acte n’est pas ouvert aux opérateurs.
        [not-for-guarantors] Cet acte n’est pas ouvert aux cautions.
        [not-for-people] Seul le nœud fait cela, quand un événement le demande.
        [officers-only] Cet acte est réservé aux agents qui occupent un poste.
        [set-by-operator] Ceci est réglé par l’exploitant du nœud, dans sa configuration.
        [national-system-only] Cet acte est réservé au système national.
       *[other] Vous n’avez pas ce droit ({ $reason }).
    }
    .next = Adressez-vous à qui attribue les postes dans votre administration, ou laissez agir ceux dont relève le dossier.
NOD-004 = Un autre dossier porte le nom { $name }.
    .next = Utilisez un autre numéro ; un titulaire n’emploie qu’une fois chaque numéro de référence local (LRN).
NOD-005 = Le nœud se rétablit à partir d’une ancienne sauvegarde ; il lit et n’écrit pas.
    .next = Réessayez quand l’exploitant aura achevé le rétablissement.
NOD-006 = L’historique du dossier { $dossier } est rompu, et le dossier est mis à l’écart.
    .next = Prévenez l’exploitant du nœud ; tous les autres dossiers suivent leur cours.
NOD-007 = Plusieurs dossiers portent le nom { $name }.
    .next = Désignez le dossier par son propre identifiant.
NOD-008 = L’envoi est illisible : { $detail }.
    .next = Corrigez-le et renvoyez-le.
NOD-009 = Cette commande a déjà reçu une réponse, qui a été effacée avec son dossier.
    .next = Rien n’a été fait une seconde fois ; ne la répétez pas.
NOD-010 = Les messages du genre { $message } ne sont pas reçus ici.
    .next = Envoyez une déclaration (CC015C), une notification d’arrivée (CC007C) ou un DAU.
NOD-011 = L’envoi dépasse { $limit_bytes } octets.
    .next = Envoyez-en moins à la fois.
NOD-012 = Il n’y a rien à l’adresse { $path }.
    .next = Comparez l’adresse avec la description de l’interface.
NOD-013 = Ce qui a été présenté n’identifie personne.
    .next = Présentez un jeton valable ; votre administration en délivre de nouveaux.
NOD-014 = Le nœud est momentanément hors d’état de travailler.
    .next = Renvoyez plus tard la même commande, sous le même identifiant ; elle ne compte qu’une fois.
NOD-015 = { $count ->
        [1] Le message comporte une anomalie.
       *[other] Le message comporte { $count } anomalies.
    }
    .next = Corrigez tout ce qui est énuméré et renvoyez le message.
NOD-016 = Le dossier en est à la version { $version }, et non à celle que visait la commande.
    .next = Relisez le dossier, puis renvoyez la commande sous une nouvelle clé si elle reste voulue.
NOD-017 = La méthode { $method } n’est pas admise à l’adresse { $path }.
    .next = Employez l’une des méthodes que nomme l’en-tête Allow.
NOD-018 = Le nœud a buté sur une erreur de son propre programme.
    .next = Prévenez l’exploitant du nœud ; le journal technique dit où. Une lecture montre si quelque chose a été fait.
NOD-020 = Le nombre maximal de ceux qui écoutent est déjà atteint : { $count }.
    .next = Mettez fin à une de vos connexions dont vous n’avez plus besoin, ou réessayez plus tard.
NOD-021 = Le nombre maximal de points de réception est déjà atteint : { $count }.
    .next = Supprimez un de vos webhooks dont vous n’avez plus besoin, ou adressez-vous à l’exploitant du nœud.
NOD-022 = { $reason ->
        [not-an-address] Rien ne peut être porté à { $endpoint } : ce n’est pas l’adresse d’un point de réception.
        [not-https] Rien n’est porté à { $endpoint } : ce n’est pas une adresse HTTPS.
        [not-listed] Rien n’est porté à { $endpoint } : l’exploitant du nœud n’a pas inscrit cet hôte.
       *[other] Rien n’est porté à { $endpoint } ({ $reason }).
    }
    .next = Donnez une adresse HTTPS et demandez à l’exploitant du nœud d’en inscrire l’hôte.
NOD-023 = Rien n’a été annoncé ici jusqu’au rang { $position }.
    .next = Recommencez sans indiquer de rang, et comparez ce que vous savez avec l’historique de vos dossiers.
NOD-024 = { $by } n’a pas signé exactement ce texte, ou pas avec la clé que donne l’annuaire.
    .next = Faites signer le document tel qu’il est, sans en changer une lettre, et présentez-le avec toutes ses signatures.
NOD-025 = { $signed } des membres dont la voix compte ont signé l’annuaire, et il en faut { $needed }.
    .next = Faites-le signer tel qu’il est par d’autres membres, et présentez-le de nouveau.
NOD-026 = { $known ->
        [0] Aucune version n’en est en vigueur ici, et la version { $found } n’est pas la première.
       *[other] La version { $found } ne suit pas la version { $known }, la dernière avant elle qui soit connue ici.
    }
    .next = Présentez d’abord les versions intermédiaires ; un nœud qui les a les donne sous /documents. Si la version est déjà en vigueur et dit autre chose, adressez-vous au secrétariat de la région.
NOD-027 = La version { $version } de { $what } est connue ici et dit autre chose.
    .next = Donnez à ce qui doit la remplacer la version suivante, et faites-le signer.
NOD-028 = { $reason ->
        [form] Le document n’a pas la forme d’un annuaire ni d’un accord.
        [name] Un accord ne peut pas s’appeler « { $what } ».
        [parties] Un accord lie au moins deux parties.
        [stranger] { $what } est partie à l’accord sans être membre de la région.
        [no-directory] Aucun annuaire n’est en vigueur ici, et aucune signature ne peut être vérifiée.
        [other-region] L’annuaire est celui d’une autre région.
        [not-theirs] Un membre déclare ce qui n’est pas à lui : { $what }.
        [member] { $what } figure deux fois dans l’annuaire, ou n’y a pas de clé.
        [mixed] L’annuaire mêle des nœuds de formation à d’autres.
        [training] L’annuaire est de formation et le nœud ne l’est pas, ou l’inverse.
       *[other] Le document n’est pas régulier ({ $reason } { $what }).
    }
    .next = { $reason ->
        [training] Présentez-le à un nœud de son espèce.
        [no-directory] Présentez d’abord l’annuaire.
       *[other] Corrigez le document, faites-le signer de nouveau par ses membres, puis présentez-le.
    }
NOD-029 = La garantie { $name } n’est pas tenue ici mais par la douane de { $administration }.
    .next = Adressez-vous à elle : { $endpoint }.
NOD-030 = L’annuaire ne connaît pas d’autre nœud du nom de { $node }.
    .next = Comparez le nom avec l’annuaire ; c’est une administration et un numéro, comme BF-1.
NOD-031 = La valise de { $from } pour { $to } ne s’ouvre pas ici.
    .next = Apportez-la au nœud à qui elle est destinée, ou faites-la refaire ; une nouvelle valise contient tout ce que contenait l’ancienne.
NOD-032 = Le code d’accès que ce nœud doit donner pour { $trader } ne peut être lu.
    .next = Avisez l’exploitant : une alarme dit quel fichier est en cause. Une fois corrigé, envoyez la même chose de nouveau.
NOD-033 = Le nœud n’est pas en rétablissement, il n’y a donc pas de lacune à accepter.
    .next = Il n’y a rien à faire : `GET /recovery` dit comment va le nœud.
NOD-034 = Vous avez déjà accepté la lacune ; un autre agent doit l’accepter aussi.
    .next = Demandez à un second agent de l’accepter avec son propre jeton, ou attendez que les nœuds manquants répondent.
NOD-035 = Le dossier { $dossier } a été effacé.
    .next = Rien n’en peut plus être montré ni fait. Quand et pourquoi il l’a été : passavant show erasures { $dossier }.
NOD-036 = Le dossier { $dossier } peut encore avoir des suites, il n’est donc pas effacé.
    .next = Attendez que plus rien ne soit dû ni retenu : passavant show why dit qui doit agir. Une garantie est close une fois son dernier jour passé.
NOD-037 = Le nœud { $node } n’a pas encore reçu tout le dossier { $dossier }, il n’est donc pas effacé.
    .next = Ordonnez-le de nouveau quand { $node } aura répondu : passavant show peers. Un nœud qui a quitté la région est retiré de l’annuaire.
NOD-038 = Le dossier { $dossier } est préservé, il n’est donc pas effacé.
    .next = Deux agents y mettent fin d’abord : passavant retention end { $dossier }.
NOD-039 = Le dossier { $dossier } n’est pas préservé, il n’y a donc rien à quoi mettre fin.
    .next = Rien. Il est conservé pour sa durée.
NOD-040 = Vous demandez trop à la fois : le nombre maximal de vos requêtes en attente est déjà atteint ({ $count }).
    .next = Attendez des réponses avant d’en demander davantage, et renvoyez ceci après les secondes de Retry-After ; une commande ne compte qu’une fois.

## Pourquoi une garantie ne couvre pas un mouvement : liste de codes CL252, et W01 qui nous est propre

G01 = La garantie n’existe pas.
    .next = Comparez le numéro de référence de la garantie (GRN), ou le compte du dépôt en espèces, avec l’acte de garantie.
G02 = La garantie existe, mais n’est pas valable aujourd’hui.
    .next = Vérifiez son premier et son dernier jour, demandez au bureau de garantie si elle est suspendue, ou désignez une autre garantie.
G03 = Le code d’accès manque ou est erroné, ou trop de codes erronés ont fermé la garantie.
    .next = Vérifiez le code d’accès ; si la garantie est fermée, le bureau de garantie fixe de nouveaux codes.
G04 = Le titulaire du régime de transit n’est pas le titulaire de la garantie.
    .next = Désignez une garantie du titulaire du régime, ou corrigez ce dernier.
G05 = Le titre de garantie isolée a déjà été utilisé.
    .next = Désignez un titre qui n’a pas été utilisé.
G06 = La garantie n’est pas valable pour les marchandises suspendues.
    .next = Désignez une garantie qui couvre ces marchandises, par exemple une garantie isolée.
G07 = La garantie n’est pas valable pour les marchandises sensibles.
    .next = Désignez une garantie qui couvre ces marchandises.
G08 = La garantie n’est pas valable dans un pays de l’itinéraire.
    .next = Choisissez un autre itinéraire, ou désignez une garantie qui couvre tous les pays de celui-ci.
G09 = La garantie ne couvre pas le montant : trop peu en est disponible, ou il n’y a pas de taux de change pour ce jour.
    .next = Attendez l’apurement de mouvements, faites relever le montant de référence, ou désignez une autre garantie.
G10 = La garantie isolée a déjà été utilisée.
    .next = Désignez une autre garantie.
G11 = La garantie a été constituée pour un autre bureau de départ ou de destination.
    .next = Désignez une garantie qui couvre cette opération.
G12 = La garantie a été constituée pour d’autres marchandises, ou ne couvre pas toutes les marchandises et aucune n’est désignée.
    .next = Désignez les marchandises par leur code, ou une garantie qui les couvre.
W01 = La demande a été retirée avant d’avoir reçu une réponse.
    .next = Rien n’est réservé ; présentez une nouvelle demande si la couverture est encore nécessaire.
