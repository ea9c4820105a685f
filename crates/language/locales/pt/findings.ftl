# O que está mal numa mensagem, sob a sua regra; onde a regra não tem texto próprio, sob a sua classe.
# Argumentos: path, field (o seu último nome), rule, found, given (yes, ou no onde falta),
# severity (error ou warning). O que se esperava é mostrado ao lado do texto.

## O documento

finding-xml = O documento não é XML bem formado, ou não está em UTF-8.
    .next = Corrija o lugar indicado; nada do que se segue pôde ser lido.
finding-json = O documento não é JSON bem formado, não está em UTF-8 ou não tem a forma necessária.
    .next = Corrija o local indicado: uma mensagem é um objeto com um só membro, o seu nome; uma tabela é uma lista com um objeto para cada entrada; cada nome figura uma só vez.
finding-dtd = O documento tem uma declaração de tipo de documento.
    .next = Retire DOCTYPE e todas as entidades.
finding-limit = O documento é demasiado grande, demasiado profundo, ou tem mais anomalias do que as enumeradas.
    .next = Corrija o que está enumerado e envie de novo; divida um documento demasiado grande.

## Estrutura, formatos e listas de códigos

finding-structure = { $given ->
        [no] { $field } é obrigatório e falta.
       *[yes] { $field } é desconhecido aqui, está fora de ordem ou repete-se demasiadas vezes.
    }
    .next = Compare o lugar com a estrutura da mensagem.
finding-format = { $field } não tem a forma exigida.
    .next = Escreva o valor na forma indicada.
finding-code-list = { $severity ->
        [warning] { $field }: o código { $found } não está entre os valores conhecidos da lista { $rule }, que não são todos públicos.
       *[error] { $field }: o código { $found } não está hoje na lista { $rule }.
    }
    .next = { $severity ->
        [warning] Verifique o código; a mensagem é recebida com ele.
       *[error] Utilize um código da lista { $rule } que seja válido hoje.
    }
finding-CL060 = O tipo de mensagem não corresponde ao nome da mensagem.
    .next = Indique como tipo de mensagem o nome do elemento exterior.

## Condições e regras da fase 5 do NCTS

finding-C0085 = { $given ->
        [no] Uma garantia deste tipo exige uma referência, e não foi indicada nenhuma.
       *[yes] Uma garantia deste tipo não tem referência, e foi indicada uma.
    }
    .next = Indique a referência para os tipos 0, 1, 2, 3, 4, 5 e 9, e omita-a para qualquer outro tipo.
finding-C0086 = { $given ->
        [no] Uma garantia deste tipo exige { $field }, que falta.
       *[yes] Uma garantia deste tipo não tem { $field }, e foi indicado um valor.
    }
    .next = Indique o GRN e o código de acesso para os tipos 0, 1, 2, 4 e 9, e omita-os para qualquer outro tipo.
finding-C0130 = { $given ->
        [no] Uma garantia deste tipo exige a outra referência da garantia, que falta.
       *[yes] Uma garantia deste tipo não tem outra referência da garantia, e foi indicado um valor.
    }
    .next = Indique-a para o tipo 8; pode ser indicada para o tipo 3, e para nenhum outro.
finding-C0467 = { $given ->
        [no] Não é indicado nem o LRN nem o MRN.
       *[yes] São indicados o LRN e o MRN.
    }
    .next = Indique o MRN depois de aceite a declaração, e o LRN antes; nunca ambos.
finding-C0685 = { $given ->
        [no] Não é indicado nem o LRN nem o MRN.
       *[yes] São indicados o LRN e o MRN.
    }
    .next = Indique o MRN depois de aceite a declaração, e o LRN antes; nunca ambos.
finding-R0028 = O algarismo de controlo do MRN não convém ao resto do número.
    .next = Compare o MRN com o documento de acompanhamento; a mensagem é recebida com ele.
finding-R0318 = O comprimento do GRN não convém ao tipo de garantia.
    .next = Indique 24 caracteres para um título de garantia isolada e 17 para qualquer outro tipo.
finding-R0410 = O 17.º carácter do MRN não convém aos dados de proteção e segurança da declaração.
    .next = Verifique o MRN e o código de segurança.
finding-R0520 = { $field } difere da declaração e não pode ser alterado agora.
    .next = Deixe-o como foi declarado, e verifique o indicador de alteração.
finding-R0987 = { $field } está fora da sequência.
    .next = Numere a partir de 1, sem falhas.
finding-address = A mensagem não está dirigida à administração da estância que lhe deve responder.
    .next = Escreva NTA e o país da estância, como NTA.CI, ou indique uma estância desse país.
finding-LRN = A referência local { $found } tem caracteres que não se podem ditar nem digitar em toda a parte.
    .next = Use letras sem acentos, algarismos, espaços e os sinais - _ . / apenas.
finding-unseen = { $field } tem o carácter { $found }, que não se vê e faz ler o texto de modo diferente do que está escrito.
    .next = Digite o texto de novo, sem o que foi copiado com ele.
finding-condition = A condição { $rule } não se verifica em { $field }.
    .next = Compare o elemento com a condição { $rule } da especificação da mensagem.
finding-rule = A regra { $rule } não é cumprida em { $field }.
    .next = Compare o elemento com a regra { $rule } da especificação da mensagem.

## O que a mensagem pede

finding-mapping = { $given ->
        [no] { $field } falta, ou o seu valor não pode ser utilizado aqui.
       *[yes] { $field }: o valor { $found } não pode ser utilizado aqui.
    }
    .next = Indique um valor do género mostrado.
finding-recorded = { $given ->
        [no] { $field } foi registado antes e já não é indicado.
       *[yes] { $field }: { $found } difere do que foi registado antes.
    }
    .next = O que está registado mantém-se, e os outros passos do DAU são tidos em conta; corrija o DAU ou dirija-se à estância que registou.
finding-message = As mensagens do género { $found } não são recebidas aqui.
    .next = Envie uma declaração (CC015C), uma notificação de chegada (CC007C) ou um DAU.
finding-reference = { $given ->
        [no] { $field } é obrigatório nos dados de referência e falta.
       *[yes] { $field } dos dados de referência não está conforme.
    }
    .next = Corrija os dados de referência e carregue-os de novo; nada deles foi aceite.
finding-refusal = A mensagem foi lida, e o que pede é recusado sob { $rule }.
    .next = Consulte o código { $rule } para conhecer o motivo e o que fazer.
finding-other = { $field } não satisfaz { $rule }.
    .next = Compare o valor com o que se esperava.

## Tabelas que se leem: crates/cli/src/sheet.rs

finding-encoding = O ficheiro não está em UTF-8.
    .next = Guarde-o em UTF-8 (numa folha de cálculo: CSV UTF-8) e leia-o de novo.
finding-csv = A linha não tem tantas células quantas as colunas da primeira linha.
    .next = Ponha entre aspas as células que contêm o separador, e dê a cada linha tantas células quantas as colunas.
finding-column = { $given ->
        [no] A coluna { $field } é obrigatória e falta.
       *[yes] Não há aqui coluna { $found }, ou está duas vezes.
    }
    .next = Use os nomes indicados.
finding-cell = { $given ->
        [no] { $field } é obrigatório e está vazio.
       *[yes] { $field } não tem a forma necessária.
    }
    .next = Escreva o valor na forma indicada.
finding-entry = Outra entrada, válida { $found }, impede-o: nada do que valeu é retirado ou alterado, só se lhe pode pôr fim.
    .next = Faça a nova entrada começar depois da que está aberta, sem último dia; põe-lhe então fim na véspera. Se há um fim fixado, altere primeiro esse fim.
finding-registered = Esta garantia já está registada, e { $field } não é o que está registado.
    .next = Corrija a linha; para alterar a própria garantia, envie ao nó o comando respetivo.
