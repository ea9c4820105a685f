# Porque não se faz o que foi pedido, e o que fazer, sob o código da recusa.
# Um argumento é um campo da recusa; docs/errors/<CODE>.md explica cada código (em inglês).

## Garantias: domain/guarantee/src/account/refusal.rs

GUA-001 = A garantia ainda não está registada.
    .next = Registe-a primeiro e repita depois o pedido.
GUA-002 = A garantia já está registada.
    .next = Altere o seu montante ou a sua validade, ou abra um novo processo para outra garantia.
GUA-003 = O número de referência da garantia (GRN) pertence ao registo de { $country }.
    .next = Registe a garantia na administração aduaneira de { $country }, ou omita o número e será atribuído um aqui.
GUA-004 = O algarismo de controlo do número de referência da garantia (GRN) está errado; o 17.º carácter deveria ser { $expected }.
    .next = Compare o número com o documento da garantia; pelo menos um carácter difere.
GUA-005 = O comprimento do número de referência da garantia (GRN) não convém a este tipo: { guarantee-type }.
    .next = Indique 24 caracteres para um título de garantia isolada e 17 para qualquer outro tipo, ou corrija o tipo.
GUA-006 = Um depósito em numerário não tem número de referência da garantia (GRN) nem título.
    .next = Omita ambos e indique a conta do depósito.
GUA-007 = Um depósito em numerário identifica-se pela sua conta, e nenhuma foi indicada.
    .next = Indique a conta em que o depósito foi recebido.
GUA-008 = Só um depósito em numerário tem conta ou outra referência; o tipo indicado é: { guarantee-type }.
    .next = Omita ambas, ou corrija o tipo.
GUA-009 = Este tipo exige um fiador, e nenhum foi designado: { guarantee-type }.
    .next = Designe o fiador.
GUA-010 = O montante de referência é zero.
    .next = Indique um montante superior a zero.
GUA-011 = Uma percentagem de { $percentage } % do montante de referência não é admitida para este tipo: { guarantee-type }.
    .next = Indique 0 % para uma dispensa de garantia, de 1 a 100 % para uma garantia global e 100 % para qualquer outro tipo.
GUA-012 = A validade terminaria em { $until }, antes de começar em { $from }.
    .next = Corrija o primeiro ou o último dia.
GUA-013 = A moeda de uma garantia nunca muda, e esta é mantida em { $currency }.
    .next = Indique o montante em { $currency }; para outra moeda, registe outra garantia.
GUA-014 = Há movimentos que reservam { $held } desta garantia, mais do que o novo montante.
    .next = Indique pelo menos { $held }, ou aguarde o apuramento de movimentos.
GUA-015 = Não foi indicado nenhum código de acesso, e os novos códigos substituiriam todos os que estão em vigor.
    .next = Indique pelo menos um código de acesso de quatro caracteres.
GUA-016 = Um depósito em numerário não tem código de acesso.
    .next = Não há nada a fixar: a declaração designa o depósito pela sua conta.
GUA-017 = A garantia já está suspensa.
    .next = Não há mais nada a fazer; levante a suspensão para que os movimentos a possam voltar a utilizar.
GUA-018 = A garantia não está suspensa.
    .next = Não há nada a fazer; os movimentos podem utilizá-la enquanto for válida.
GUA-019 = O pedido { $hold } já teve outra resposta.
    .next = A primeira resposta é definitiva; para outro montante, a administração de partida retira o pedido e apresenta um novo.
GUA-020 = O pedido { $hold } não reserva nada que possa ser libertado.
    .next = Verifique que pedido reserva o montante; um pedido recusado, ou que nunca chegou, não reserva nada.
GUA-021 = É o sistema nacional que decide sobre esta garantia, e falta a referência do seu registo.
    .next = Indique a referência nacional com o comando.
GUA-022 = É o sistema nacional que decide sobre esta garantia; o nó apenas regista o que ele faz.
    .next = Deixe o sistema nacional agir e registe depois aqui o que fez.
GUA-023 = É o nó que decide sobre esta garantia; não há nada de um sistema nacional a registar.
    .next = Não há nada a fazer: o próprio nó responde, retira e liberta.
GUA-024 = Ninguém com poder de decisão responde por este ato.
    .next = Dê uma ordem permanente a um cargo responsável pelas garantias na estância aduaneira de garantia; o nó age então em seu nome.
GUA-025 = Este nó não tem número de referência de garantia (GRN) para atribuir.
    .next = Registe a garantia no nó de um país: os números são atribuídos em nome de um país.
GUA-026 = O pedido { $hold } não foi feito a esta garantia.
    .next = Indique a reserva e o número do pedido tal como a reserva os mostra.
GUA-027 = O pedido { $hold } pede outra coisa que não aquilo que se quer registar.
    .next = Registe a utilização tal como o pedido a nomeia; se for reservado menos do que o pedido, registe uma recusa.
GUA-028 = O fiador { $guarantor } não consta de nenhum registo aqui.
    .next = Verifique o número, ou faça inscrever o fiador no registo dos fiadores.
GUA-029 = O fiador { $guarantor } consta do registo, mas não está aprovado hoje.
    .next = Faça renovar a aprovação, ou designe outro fiador.
GUA-030 = Em { $country } ninguém recebe o que é dirigido ao fiador { $guarantor }, e a lei de lá exige alguém.
    .next = Faça inscrever no registo um mandatário ou um endereço do fiador em { $country }, ou exclua { $country } da validade.
GUA-031 = O código de acesso está errado.
    .next = Indique um código em vigor; demasiados códigos errados fecham a garantia até todos serem substituídos.
GUA-032 = Houve demasiados códigos de acesso errados; agora nenhum abre esta garantia.
    .next = Peça à estância aduaneira de garantia que substitua todos os códigos de acesso.
GUA-033 = É necessário um código de acesso, e nenhum foi indicado.
    .next = Indique um código de acesso da garantia; só o titular e o fiador o dispensam, quando reconhecidos por uma ficha própria.
GUA-034 = O código de acesso a retirar não está em vigor.
    .next = Omita-o, ou indique um que esteja em vigor.
GUA-035 = A garantia não é do titular { $holder }.
    .next = Verifique o número da garantia e o número do titular.
GUA-036 = O requerente indicado é { $requester }, e quem pede é outro.
    .next = Peça em nome próprio.
GUA-037 = O requerente { $requester } não é o titular nem o fiador desta garantia, nem mandatário do fiador.
    .next = Deixe que um deles peça; mais ninguém obtém resposta.
GUA-038 = A garantia não é mantida na estância { $office }.
    .next = Designe a estância onde a garantia foi registada.
GUA-039 = A consulta { $query } não é admitida para este tipo: { guarantee-type }.
    .next = Peça 1 (utilizações) ou 4 (proprietário) para uma garantia isolada ou um título; um depósito em numerário só é conhecido da sua estância.
GUA-040 = Nenhum período acompanha a consulta { $query } para este tipo: { guarantee-type }.
    .next = Omita o período; só as consultas 1 e 3 de uma garantia para vários movimentos o têm.
GUA-041 = O período terminaria em { $until } e só começaria em { $from }.
    .next = Indique um último dia posterior ao primeiro.
GUA-042 = Nenhum registo tem aqui o nome e o endereço do titular { $holder }.
    .next = Faça inscrever o titular no registo dos operadores.

## Reservas: domain/guarantee/src/hold/refusal.rs

HLD-001 = O pedido { $attempt } está em curso ou reserva um montante, e ia ser apresentado outro.
    .next = Retire primeiro o pedido { $attempt }.
HLD-002 = Não existe o pedido { $attempt } nesta reserva.
    .next = Verifique o número do pedido.
HLD-003 = O pedido { $attempt } já teve uma resposta diferente.
    .next = A primeira resposta é definitiva; para reservar outra coisa, retire o pedido e apresente um novo.
HLD-004 = O pedido { $attempt } não reserva nada que possa ser creditado.
    .next = Verifique que pedido reserva o montante.
HLD-005 = Esta reserva diz respeito a outra garantia.
    .next = Abra uma reserva própria para a outra garantia.
HLD-006 = Só a administração que abriu esta reserva apresenta e retira pedidos e solicita o crédito.
    .next = Deixe-o a essa administração.
HLD-007 = Só a administração onde a garantia está registada responde nesta reserva.
    .next = Deixe-lhe a resposta.
HLD-008 = Nada foi pedido nesta reserva; por isso ninguém precisa de saber da garantia.
    .next = Não há nada a fazer.

## Movimentos: domain/transit/src/refusal.rs

TRA-001 = Ainda não foi apresentada nenhuma declaração neste processo.
    .next = Apresente primeiro a declaração na estância aduaneira de partida.
TRA-002 = Já foi apresentada uma declaração neste processo.
    .next = Abra um novo processo para outra declaração.
TRA-003 = Este ato cabe apenas à administração de partida.
    .next = Dirija-se à estância aduaneira de partida.
TRA-004 = A estância aduaneira { $office } não pertence a esta administração.
    .next = Indique uma estância desta administração, ou dirija-se àquela a que pertence { $office }.
TRA-005 = O diretório da região não conhece a estância aduaneira { $office }.
    .next = Verifique o código da estância; se estiver certo, a sua administração tem de a inscrever.
TRA-006 = A garantia está registada em { $country }, que não é membro da região.
    .next = Designe uma garantia registada num membro da região.
TRA-007 = A declaração não designa nenhuma garantia.
    .next = Designe uma garantia, ou o tipo que diz porque não é exigida nenhuma.
TRA-008 = A garantia { $cover } da declaração não tem referência.
    .next = Indique o seu número de referência (GRN), ou a conta do depósito em numerário.
TRA-009 = A garantia { $cover } da declaração não tem montante a cobrir.
    .next = Indique o montante e a moeda; zero não conta.
TRA-010 = O itinerário não começa no país de partida ou não acaba no país de destino.
    .next = Corrija as estâncias ou os países do itinerário.
TRA-011 = A data-limite de { $limit_date } já passou.
    .next = Indique a data de hoje ou uma posterior.
TRA-012 = Não se conhece data-limite: não foi fixada, nem declarada, nem resulta de um itinerário-tipo.
    .next = Fixe a data-limite com a autorização de saída.
TRA-013 = A declaração ainda não foi aceite.
    .next = Aceite primeiro a declaração.
TRA-014 = A declaração já foi aceite.
    .next = Não há mais nada a fazer; prossiga o movimento com o seu MRN.
TRA-015 = A declaração não designa nenhuma garantia { $cover } em que deva ser reservado um montante.
    .next = Verifique o número: as garantias contam-se a partir de 1, pela ordem da declaração.
TRA-016 = A garantia { $cover } não reserva nada para este movimento.
    .next = Verifique que garantia da declaração reserva um montante.
TRA-017 = A garantia { $cover } não reserva os { $amount } que a autorização de saída para trânsito exige.
    .next = Aguarde a resposta da garantia; se for negativa, apresente uma nova declaração com cobertura suficiente.
TRA-018 = Nenhum acordo em vigor liga { $one } e { $other }, ambos no itinerário.
    .next = Escolha outro itinerário, ou aguarde que entre em vigor um acordo entre os dois.
TRA-019 = Foi ordenado um controlo que ainda não tem resultado.
    .next = Registe primeiro o resultado do controlo.
TRA-020 = O controlo não foi satisfatório; o seu resultado é { $code }.
    .next = Na partida, regularize a questão, ordene um novo controlo e registe o resultado; no destino, o resultado é definitivo e a estância aduaneira de partida prossegue a questão.
TRA-021 = Não foi ordenado nenhum controlo.
    .next = Ordene primeiro o controlo e registe depois o resultado.
TRA-022 = A autorização de saída para trânsito não foi concedida, ou ainda não foi comunicada aqui.
    .next = Aguarde a autorização de saída; se já foi concedida, dirija-se à estância aduaneira de partida.
TRA-023 = A autorização de saída para trânsito já foi concedida.
    .next = A partir daí a cobertura mantém-se até ao apuramento e as mercadorias são controladas no destino.
TRA-024 = { $country } não está no itinerário deste movimento.
    .next = Consulte a estância aduaneira de partida antes de registar aqui alguma coisa.
TRA-025 = A passagem em { $office } já foi registada com outra hora.
    .next = O primeiro registo é definitivo; envie de novo a mesma hora, ou nada.
TRA-026 = O movimento já chegou a { $office }.
    .next = Prossiga com a chegada registada.
TRA-027 = O movimento não chegou a nenhuma estância desta administração.
    .next = Notifique primeiro a chegada.
TRA-028 = O operador não é hoje destinatário autorizado nesta estância aduaneira.
    .next = Verifique a autorização (C522), a sua validade e as suas estâncias, ou apresente as mercadorias na estância sem ela.
TRA-029 = As mercadorias não chegaram a um destinatário autorizado: nada se descarrega antes do controlo.
    .next = Controle as mercadorias na estância aduaneira.
TRA-030 = A descarga ainda não foi autorizada.
    .next = Aguarde a autorização de descarga da estância aduaneira de destino.
TRA-031 = O destinatário autorizado não comunicou que a descarga está concluída.
    .next = Aguarde as observações sobre a descarga que o indiquem e registe depois o controlo.
TRA-032 = As mercadorias não foram controladas no destino.
    .next = Registe primeiro o resultado do controlo.
TRA-033 = As mercadorias já foram controladas no destino; o resultado é { $code }.
    .next = O primeiro resultado é definitivo.
TRA-034 = A estância aduaneira de destino não declarou o fim da operação.
    .next = Aguarde que o faça, ou dirija-se a ela.
TRA-035 = É o sistema nacional que decide sobre este movimento, e falta a referência do seu registo.
    .next = Indique a referência nacional com o comando.
TRA-036 = Ninguém com poder de decisão responde por este ato.
    .next = Aja a partir de um cargo com esta função na estância aduaneira, ou dê uma ordem permanente a esse cargo.
TRA-037 = Este nó não tem número de referência do movimento (MRN) do país de partida para atribuir.
    .next = Aceite a declaração num nó desse país, com um dos seus números ou sem número: o nó cria então um.
TRA-038 = O código de acesso da garantia { $cover } não pode ser selado para a administração onde ela está registada.
    .next = Verifique que a garantia { $cover } tem um montante e o GRN de um membro da região; um depósito em numerário não tem código de acesso.
TRA-039 = A garantia { $cover } deu outra resposta a este pedido, ou a um posterior.
    .next = A resposta registada é definitiva; compare o movimento com a sua reserva.
TRA-040 = O movimento ainda não foi apurado.
    .next = A sua cobertura é libertada logo que a estância aduaneira de partida o apure.
TRA-041 = O titular não é hoje expedidor autorizado nesta estância.
    .next = Verifique a autorização (C521), a sua validade e as suas estâncias, ou apresente as mercadorias na estância sem ela.
TRA-042 = { $representative } não tem mandato para isto: { $reason ->
        [unknown] o titular não deu nenhum
        [not-valid] nenhum é válido hoje
        [representation-unsaid] não é dito de que forma age
        [other-representation] nenhum vale para esta forma de agir
        [other-procedure] nenhum vale para o trânsito
        [other-office] nenhum vale para esta estância
       *[other] { $reason }
    }.
    .next = { $reason ->
        [representation-unsaid] Diga se age direta ou indiretamente e entregue de novo.
       *[other] O titular deve dar um mandato válido hoje para o trânsito nesta estância; mande registá-lo e entregue de novo.
    }
TRA-043 = O mandato de { $representative } vai até { $limit } por declaração.
    .next = O titular deve subir o limite, entregar ele próprio a declaração, ou dividir a remessa.
TRA-044 = { $representative } não tem licença para agir aqui por outrem: { $reason ->
        [unknown] nenhuma está registada
        [not-valid] nenhuma é válida hoje
        [other-procedure] nenhuma vale para o trânsito
       *[other] { $reason }
    }.
    .next = Mande registar ou renovar a licença, ou o titular entregue ele próprio a declaração.
TRA-045 = As mercadorias desta declaração antecipada não foram apresentadas; podem sê-lo até { $present_by }.
    .next = Apresente as mercadorias na estância de partida e depois prossiga.
TRA-046 = As mercadorias já foram apresentadas.
    .next = Prossiga com a declaração tal como está.
TRA-047 = As mercadorias deviam ser apresentadas até { $present_by }.
    .next = Entregue uma nova declaração.
TRA-048 = { $field } não pode ser alterado por esta alteração.
    .next = Deixe-o como foi declarado; se tiver de ser outro, peça a anulação da declaração e entregue uma nova.
TRA-049 = As alfândegas anunciaram um controlo, ou fizeram-no: a declaração não é alterada, salvo a seu pedido.
    .next = Aguarde que as alfândegas decidam, ou peçam uma alteração.
TRA-050 = Uma garantia foi recusada: agora só as garantias podem ser alteradas.
    .next = Envie a alteração com o indicador reservado às garantias.
TRA-051 = Nenhuma garantia foi recusada: não há lugar a uma alteração só das garantias.
    .next = Envie a declaração inteira como alteração ordinária.
TRA-052 = Não foi pedida nenhuma alteração.
    .next = Não há nada a responder; para alterar por iniciativa própria, envie a alteração com a sua base.
TRA-053 = Espera-se uma alteração, ou a resposta a uma.
    .next = Aguarde-a e depois prossiga.
TRA-054 = O titular não pediu a anulação.
    .next = Não há nada a recusar.
TRA-055 = A declaração foi anulada em { $date }.
    .next = Entregue uma nova declaração.
TRA-056 = Em { $date } decidiu-se que as mercadorias não são autorizadas a sair.
    .next = Entregue uma nova declaração quando o motivo tiver desaparecido.
TRA-057 = As mercadorias estão no destino, ou o movimento foi apurado: não há nada a anular.
    .next = Prossiga com o que foi verificado no destino.
TRA-058 = O controlo não verificou nada apesar do qual a autorização tivesse de ser pedida.
    .next = Aguarde a autorização.
TRA-059 = Não foram verificadas divergências no destino.
    .next = Aguarde o resultado do controlo no destino.
TRA-060 = O titular não foi informado de divergências.
    .next = Notifique-as primeiro.
TRA-061 = A data-limite { $limit_date } não passou.
    .next = Aguarde até passar.
TRA-062 = O titular disse que não pede a autorização de saída.
    .next = Recuse a autorização, ou o titular que a peça.
TRA-063 = A descarga está concluída.
    .next = Controle as mercadorias; quem descarrega pode ainda corrigir o que encontrou, desde que a descarga continue concluída.
TRA-064 = O diretório não inscreve { $office } como estância aduaneira de { $function ->
        [departure] partida
        [passage] passagem
       *[destination] destino
    }.
    .next = Indique uma que o seja; se { $office } exerce essa função, a sua administração tem de a inscrever como tal.
TRA-065 = A declaração designa { $count } garantias, mais do que cabem numa mensagem.
    .next = Designe no máximo nove grupos de garantias, cada um de um só tipo e com 99 referências no máximo.
TRA-066 = Não pode ter acontecido em { $at }: é antes da aceitação da declaração, ou num dia que há de vir; hoje é { $until }.
    .next = Compare a hora com os documentos, e registe quando aconteceu.
TRA-067 = A mensagem designa outro { $field } que não o do movimento.
    .next = Compare o número com os seus documentos; pode ser o de outro movimento.
TRA-068 = A descarga não pode ter sido em { $date }: as mercadorias chegaram em { $from }, e hoje é { $until }.
    .next = Compare a data com os documentos, e envie de novo as observações.
TRA-069 = A declaração não tem a adição { $item }.
    .next = Designe a adição pelo seu número na declaração, ou não designe nenhuma se todas as mercadorias diferem.
TRA-070 = As mercadorias foram vistas em { $office }, e nada diz onde estão.
    .next = Diga nas observações onde estão as mercadorias e ao abrigo de que declaração circulam, e anule de novo.

## O próprio nó: crates/node/src/refusal.rs

NOD-001 = O comando { $id } já foi enviado com outro conteúdo.
    .next = Dê ao novo comando um identificador próprio.
NOD-002 = Não se conhece aqui nada como { $name }.
    .next = Verifique o número; um movimento de outra administração só é conhecido aqui depois da autorização de saída.
NOD-003 = { $reason ->
        [no-post] Não ocupa nenhum cargo que dê agora este direito nesta estância aduaneira.
        [officer-without-post] O funcionário indicado pelo sistema nacional não ocupa nenhum cargo que dê este direito.
        [other-trader] O processo é de outro operador.
        [not-for-traders] Este ato não cabe aos operadores.
        [not-for-guarantors] Este ato não cabe aos fiadores.
        [not-for-people] Só o próprio nó faz isto, quando um evento o pede.
        [officers-only] Este ato está reservado aos funcionários que ocupam um cargo.
        [set-by-operator] Isto é definido pelo operador do nó, na sua configuração.
        [national-system-only] Este ato está reservado ao sistema nacional.
       *[other] Não tem este direito ({ $reason }).
    }
    .next = Dirija-se a quem atribui os cargos na sua administração, ou deixe agir aqueles a quem o processo pertence.
NOD-004 = Outro processo tem o nome { $name }.
    .next = Utilize outro número; um titular usa cada número de referência local (LRN) uma só vez.
NOD-005 = O nó está a recuperar de uma cópia de segurança antiga; lê e não escreve.
    .next = Tente de novo quando o operador do nó tiver concluído a recuperação.
NOD-006 = O historial do processo { $dossier } está quebrado, e o processo foi posto de parte.
    .next = Avise o operador do nó; todos os outros processos continuam.
NOD-007 = Vários processos têm o nome { $name }.
    .next = Designe o processo pelo seu próprio identificador.
NOD-008 = Não é possível ler o que foi enviado: { $detail }.
    .next = Corrija e envie de novo.
NOD-009 = Este comando já teve resposta, e a resposta foi apagada com o seu processo.
    .next = Nada foi feito segunda vez; não o repita.
NOD-010 = As mensagens do género { $message } não são recebidas aqui.
    .next = Envie uma declaração (CC015C), uma notificação de chegada (CC007C) ou um DAU.
NOD-011 = O que foi enviado excede { $limit_bytes } bytes.
    .next = Envie menos de cada vez.
NOD-012 = Não há nada em { $path }.
    .next = Compare o endereço com a descrição da interface.
NOD-013 = O que foi apresentado não identifica ninguém.
    .next = Apresente um token válido; a sua administração emite novos.
NOD-014 = O nó não pode trabalhar neste momento.
    .next = Envie mais tarde o mesmo comando, com o mesmo identificador; conta uma só vez.
NOD-015 = { $count ->
        [1] A mensagem tem uma anomalia.
       *[other] A mensagem tem { $count } anomalias.
    }
    .next = Corrija tudo o que está enumerado e envie a mensagem de novo.
NOD-016 = O processo está na versão { $version }, e não naquela a que o comando se destinava.
    .next = Leia o processo de novo e, se ainda o quiser, envie o comando com uma nova chave.
NOD-017 = O método { $method } não é admitido em { $path }.
    .next = Use um dos métodos que o cabeçalho Allow indica.
NOD-018 = O nó tropeçou num erro do seu próprio programa.
    .next = Avise o operador do nó; o registo técnico diz onde. Uma leitura mostra se algo foi feito.
NOD-020 = Já escutam tantos quantos podem: { $count }.
    .next = Termine uma ligação sua de que já não precisa, ou tente mais tarde.
NOD-021 = Já há tantos pontos de receção quantos pode haver: { $count }.
    .next = Remova um webhook seu de que já não precisa, ou dirija-se ao operador do nó.
NOD-022 = { $reason ->
        [not-an-address] Nada pode ser levado a { $endpoint }: não é o endereço de um ponto de receção.
        [not-https] Nada é levado a { $endpoint }: não é um endereço HTTPS.
        [not-listed] Nada é levado a { $endpoint }: o operador do nó não inscreveu esse anfitrião.
       *[other] Nada é levado a { $endpoint } ({ $reason }).
    }
    .next = Indique um endereço HTTPS e peça ao operador do nó que inscreva o anfitrião.
NOD-023 = Nada foi anunciado aqui até à posição { $position }.
    .next = Comece sem indicar uma posição, e compare o que sabe com o historial dos seus processos.
NOD-024 = { $by } não assinou exatamente este texto, ou não com a chave que o diretório indica.
    .next = Peça que o documento seja assinado tal como está, sem mudar uma letra, e apresente-o com todas as assinaturas.
NOD-025 = { $signed } dos membros cuja voz conta assinaram o diretório, e são precisos { $needed }.
    .next = Peça a outros membros que o assinem tal como está, e apresente-o de novo.
NOD-026 = { $known ->
        [0] Nenhuma versão está em vigor aqui, e a versão { $found } não é a primeira.
       *[other] A versão { $found } não segue a versão { $known }, a última antes dela que aqui se conhece.
    }
    .next = Apresente primeiro as versões intermédias; um nó que as tenha dá-as em /documents. Se a versão já está em vigor e diz outra coisa, dirija-se ao secretariado da região.
NOD-027 = A versão { $version } de { $what } é conhecida aqui e diz outra coisa.
    .next = Dê ao que a deve substituir a versão seguinte, e peça que seja assinado.
NOD-028 = { $reason ->
        [form] O documento não tem a forma de um diretório nem de um acordo.
        [name] Um acordo não pode chamar-se «{ $what }».
        [parties] Um acordo vincula pelo menos duas partes.
        [stranger] { $what } é parte no acordo sem ser membro da região.
        [no-directory] Nenhum diretório está em vigor aqui, e nenhuma assinatura pode ser verificada.
        [other-region] O diretório é de outra região.
        [not-theirs] Um membro declara o que não é seu: { $what }.
        [member] { $what } figura duas vezes no diretório, ou não tem lá chave.
        [mixed] O diretório mistura nós de formação com outros.
        [training] O diretório é de formação e o nó não é, ou o contrário.
       *[other] O documento não é regular ({ $reason } { $what }).
    }
    .next = { $reason ->
        [training] Apresente-o a um nó da sua espécie.
        [no-directory] Apresente primeiro o diretório.
       *[other] Corrija o documento, peça aos membros que o assinem de novo, e apresente-o depois.
    }
NOD-029 = A garantia { $name } não é mantida aqui, mas pela alfândega de { $administration }.
    .next = Dirija-se a ela: { $endpoint }.
NOD-030 = O diretório não conhece outro nó com o nome { $node }.
    .next = Compare o nome com o diretório; é uma administração e um número, como BF-1.
NOD-031 = A mala de { $from } para { $to } não se abre aqui.
    .next = Leve-a ao nó a que se destina, ou peça que seja refeita; uma mala nova contém tudo o que a antiga continha.
NOD-032 = O código de acesso que este nó deve indicar por { $trader } não pode ser lido.
    .next = Avise o operador: um alarme diz qual é o ficheiro. Depois de corrigido, envie o mesmo outra vez.
NOD-033 = O nó não está a recuperar, por isso não há lacuna a aceitar.
    .next = Não é preciso fazer nada: `GET /recovery` diz como está o nó.
NOD-034 = Já aceitou a lacuna; outro funcionário tem de a aceitar também.
    .next = Peça a um segundo funcionário que a aceite com a sua própria credencial, ou espere que os nós em falta respondam.
NOD-035 = O processo { $dossier } foi apagado.
    .next = Nada dele pode já mostrar-se nem fazer-se. Quando e porque foi apagado: passavant show erasures { $dossier }.
NOD-036 = O processo { $dossier } ainda pode ter seguimento, por isso não se apaga.
    .next = Espere até nada se dever nem estar retido: passavant show why diz quem tem de agir. Uma garantia termina quando passa o seu último dia.
NOD-037 = O nó { $node } ainda não recebeu todo o processo { $dossier }, por isso não se apaga.
    .next = Ordene-o de novo quando { $node } tiver respondido: passavant show peers. Um nó que deixou a região é retirado do diretório.
NOD-038 = O processo { $dossier } está preservado, por isso não se apaga.
    .next = Dois funcionários põem fim a isso primeiro: passavant retention end { $dossier }.
NOD-039 = O processo { $dossier } não está preservado, por isso não há a que pôr fim.
    .next = Nada. Conserva-se pelo seu prazo.
NOD-040 = Pede demasiado ao mesmo tempo: já esperam tantos pedidos seus quantos podem ({ $count }).
    .next = Espere por respostas antes de pedir mais, e envie isto de novo passados os segundos de Retry-After; um comando conta uma só vez.

## Porque uma garantia não cobre um movimento: lista de códigos CL252, e W01 que é nosso

G01 = A garantia não existe.
    .next = Compare o número de referência da garantia (GRN), ou a conta do depósito em numerário, com o documento da garantia.
G02 = A garantia existe, mas não é válida hoje.
    .next = Verifique o seu primeiro e o seu último dia, pergunte à estância aduaneira de garantia se está suspensa, ou designe outra garantia.
G03 = O código de acesso falta ou está errado, ou demasiados códigos errados fecharam a garantia.
    .next = Verifique o código de acesso; se a garantia estiver fechada, a estância aduaneira de garantia fixa novos códigos.
G04 = O titular do regime de trânsito não é o titular da garantia.
    .next = Designe uma garantia do titular do regime, ou corrija este último.
G05 = O título de garantia isolada já foi utilizado.
    .next = Designe um título que não tenha sido utilizado.
G06 = A garantia não é válida para mercadorias suspensas.
    .next = Designe uma garantia que cubra estas mercadorias, por exemplo uma garantia isolada.
G07 = A garantia não é válida para mercadorias sensíveis.
    .next = Designe uma garantia que cubra estas mercadorias.
G08 = A garantia não é válida num país do itinerário.
    .next = Escolha outro itinerário, ou designe uma garantia que cubra todos os países deste.
G09 = A garantia não cobre o montante: está disponível muito pouco, ou não há taxa de câmbio para o dia.
    .next = Aguarde o apuramento de movimentos, faça elevar o montante de referência, ou designe outra garantia.
G10 = A garantia isolada já foi utilizada.
    .next = Designe outra garantia.
G11 = A garantia foi constituída para outra estância aduaneira de partida ou de destino.
    .next = Designe uma garantia que cubra esta operação.
G12 = A garantia foi constituída para outras mercadorias, ou não cobre todas e nenhuma é designada.
    .next = Designe as mercadorias pelo seu código, ou uma garantia que as cubra.
W01 = O pedido foi retirado antes de ter resposta.
    .next = Nada está reservado; apresente um novo pedido se a cobertura ainda for necessária.
