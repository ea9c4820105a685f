# Ce qui ne va pas dans un message, sous sa règle ; à défaut de texte propre, sous la classe de la règle.
# Arguments : path, field (son dernier nom), rule, found, given (yes, ou no s’il manque),
# severity (error ou warning). Ce qui était attendu est montré à côté du texte.

## Le document

finding-xml = Le document n’est pas du XML bien formé, ou n’est pas en UTF-8.
    .next = Corrigez l’endroit indiqué ; rien de ce qui suit n’a pu être lu.
finding-json = Le document n’est pas un JSON bien formé, n’est pas en UTF-8 ou n’a pas la forme voulue.
    .next = Corrigez l’endroit indiqué : un message est un objet dont l’unique membre porte son nom ; une table est un tableau avec un objet pour chaque entrée ; chaque nom figure une seule fois.
finding-dtd = Le document comporte une déclaration de type de document.
    .next = Supprimez DOCTYPE et toutes les entités.
finding-limit = Le document est trop grand, trop profond, ou comporte plus d’anomalies qu’il n’en est énuméré.
    .next = Corrigez ce qui est énuméré et renvoyez-le ; divisez un document trop grand.

## Structure, formats et listes de codes

finding-structure = { $given ->
        [no] { $field } est obligatoire et manque.
       *[yes] { $field } est inconnu à cet endroit, mal placé ou trop souvent répété.
    }
    .next = Comparez l’endroit avec la structure du message.
finding-format = { $field } n’a pas la forme voulue.
    .next = Écrivez la valeur dans la forme indiquée.
finding-code-list = { $severity ->
        [warning] { $field } : le code { $found } n’est pas parmi les valeurs connues de la liste { $rule }, qui ne sont pas toutes publiques.
       *[error] { $field } : le code { $found } n’est pas aujourd’hui dans la liste { $rule }.
    }
    .next = { $severity ->
        [warning] Vérifiez le code ; le message est reçu avec lui.
       *[error] Utilisez un code de la liste { $rule } valable aujourd’hui.
    }
finding-CL060 = Le type de message ne correspond pas au nom du message.
    .next = Indiquez comme type de message le nom de l’élément extérieur.

## Conditions et règles de NCTS phase 5

finding-C0085 = { $given ->
        [no] Une garantie de ce type exige une référence, et aucune n’est indiquée.
       *[yes] Une garantie de ce type n’a pas de référence, et une référence est indiquée.
    }
    .next = Indiquez la référence pour les types 0, 1, 2, 3, 4, 5 et 9, et omettez-la pour tout autre type.
finding-C0086 = { $given ->
        [no] Une garantie de ce type exige { $field }, qui manque.
       *[yes] Une garantie de ce type n’a pas de { $field }, et une valeur est indiquée.
    }
    .next = Indiquez le GRN et le code d’accès pour les types 0, 1, 2, 4 et 9, et omettez-les pour tout autre type.
finding-C0130 = { $given ->
        [no] Une garantie de ce type exige l’autre référence de garantie, qui manque.
       *[yes] Une garantie de ce type n’a pas d’autre référence de garantie, et une valeur est indiquée.
    }
    .next = Indiquez-la pour le type 8 ; elle peut l’être pour le type 3, et pour nul autre.
finding-C0467 = { $given ->
        [no] Ni le LRN ni le MRN n’est indiqué.
       *[yes] Le LRN et le MRN sont indiqués tous les deux.
    }
    .next = Indiquez le MRN dès que la déclaration est acceptée, et le LRN avant ; jamais les deux.
finding-C0685 = { $given ->
        [no] Ni le LRN ni le MRN n’est indiqué.
       *[yes] Le LRN et le MRN sont indiqués tous les deux.
    }
    .next = Indiquez le MRN dès que la déclaration est acceptée, et le LRN avant ; jamais les deux.
finding-R0028 = Le chiffre de contrôle du MRN ne convient pas au reste du numéro.
    .next = Comparez le MRN avec le document d’accompagnement ; le message est reçu avec lui.
finding-R0318 = La longueur du GRN ne convient pas au type de garantie.
    .next = Indiquez 24 caractères pour un titre de garantie isolée et 17 pour tout autre type.
finding-R0410 = Le 17e caractère du MRN ne convient pas aux données de sûreté et de sécurité de la déclaration.
    .next = Vérifiez le MRN et le code de sûreté et de sécurité.
finding-R0520 = { $field } diffère de la déclaration et ne peut pas être rectifié maintenant.
    .next = Laissez-le tel qu’il a été déclaré, et vérifiez l’indicateur de rectification.
finding-R0987 = { $field } n’est pas à sa place dans la numérotation.
    .next = Numérotez à partir de 1, sans lacune.
finding-address = Le message n’est pas adressé à l’administration du bureau qui doit y répondre.
    .next = Écrivez NTA et le pays du bureau, comme NTA.CI, ou indiquez un bureau de ce pays.
finding-LRN = La référence locale { $found } contient des caractères qu’on ne peut ni dicter ni saisir partout.
    .next = Utilisez des lettres sans accent, des chiffres, des espaces et les signes - _ . / seulement.
finding-unseen = { $field } contient le caractère { $found }, qui ne se voit pas et fait lire le texte autrement qu’il n’est écrit.
    .next = Saisissez le texte à nouveau, sans ce qui a été copié avec lui.
finding-condition = La condition { $rule } n’est pas remplie à { $field }.
    .next = Comparez l’élément avec la condition { $rule } de la spécification du message.
finding-rule = La règle { $rule } n’est pas respectée à { $field }.
    .next = Comparez l’élément avec la règle { $rule } de la spécification du message.

## Ce que le message demande

finding-mapping = { $given ->
        [no] { $field } manque, ou sa valeur ne peut pas être utilisée ici.
       *[yes] { $field } : la valeur { $found } ne peut pas être utilisée ici.
    }
    .next = Indiquez une valeur du genre montré.
finding-recorded = { $given ->
        [no] { $field } a été enregistré auparavant et n’est plus indiqué.
       *[yes] { $field } : { $found } diffère de ce qui a été enregistré auparavant.
    }
    .next = Ce qui est enregistré demeure, et les autres étapes du DAU sont prises en compte ; corrigez le DAU ou adressez-vous au bureau qui a enregistré.
finding-message = Les messages du genre { $found } ne sont pas reçus ici.
    .next = Envoyez une déclaration (CC015C), une notification d’arrivée (CC007C) ou un DAU.
finding-reference = { $given ->
        [no] { $field } est obligatoire dans les données de référence et manque.
       *[yes] { $field } des données de référence n’est pas conforme.
    }
    .next = Corrigez les données de référence et rechargez-les ; rien n’en a été repris.
finding-refusal = Le message a été lu, et ce qu’il demande est refusé sous { $rule }.
    .next = Consultez le code { $rule } pour connaître le motif et la marche à suivre.
finding-other = { $field } ne satisfait pas à { $rule }.
    .next = Comparez la valeur avec ce qui est attendu.

## Tableaux que l’on reprend : crates/cli/src/sheet.rs

finding-encoding = Le fichier n’est pas en UTF-8.
    .next = Enregistrez-le en UTF-8 (dans un tableur : CSV UTF-8) et reprenez-le.
finding-csv = La ligne n’a pas autant de cellules que la première ligne a de colonnes.
    .next = Mettez entre guillemets les cellules qui contiennent le séparateur, et donnez à chaque ligne autant de cellules qu’il y a de colonnes.
finding-column = { $given ->
        [no] La colonne { $field } est obligatoire et manque.
       *[yes] Il n’y a pas de colonne { $found } ici, ou elle s’y trouve deux fois.
    }
    .next = Employez les noms indiqués.
finding-cell = { $given ->
        [no] { $field } est obligatoire et vide.
       *[yes] { $field } n’a pas la forme voulue.
    }
    .next = Écrivez la valeur dans la forme indiquée.
finding-entry = Une autre entrée, valable { $found }, s’y oppose : rien de ce qui a valu n’est retiré ni changé, on peut seulement y mettre fin.
    .next = Faites commencer la nouvelle entrée après celle qui est ouverte, sans dernier jour ; elle y met alors fin la veille. Si une fin est fixée, changez d’abord cette fin.
finding-registered = Cette garantie est déjà enregistrée, et { $field } n’est pas ce qui est enregistré.
    .next = Corrigez la ligne ; pour changer la garantie elle-même, envoyez au nœud la commande prévue.
