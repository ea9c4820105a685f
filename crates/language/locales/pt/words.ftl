# Expressões curtas: o que é um processo, o que não está como deve, e quem tem de agir.
# Uma situação diz-se sob o género do seu processo: movement, hold, guarantee.

## Até onde chegou um movimento: domain/transit/src/standing.rs

movement-unknown = sem notícias da partida
movement-presented = declaração apresentada
movement-accepted = declaração aceite
movement-released = com autorização de saída para trânsito
movement-under-way = em curso
movement-arrived = chegado ao destino
movement-controlled = controlado no destino
movement-ended = terminado no destino
movement-discharged = apurado
movement-prelodged = declaração entregue, mercadorias esperadas
movement-not-released = saída não autorizada
movement-invalidated = anulado

## O que não está como deve num movimento, e o que fazer

concern-cover-refused = uma garantia foi recusada
    .next = Altere a declaração: designe outra garantia, ou um montante que ela cubra.
concern-access-code-refused = o código de acesso de uma garantia foi recusado
    .next = Altere a declaração com o código certo, ou designe outra garantia; se demasiados códigos errados a fecharam, a sua estância dá novos.
concern-control-pending = um controlo ainda não tem resultado
    .next = Controle as mercadorias e registe o resultado.
concern-uncovered = autorização de saída sem a cobertura necessária
    .next = Obtenha a cobertura da garantia, ou mande reter as mercadorias até a haver.
concern-no-agreement = autorização de saída num itinerário que nenhum acordo liga
    .next = Acorde com os países do itinerário o acompanhamento deste movimento.
concern-exit-missing = { $left } não registou a saída para { $entered }
    .next = Registe a saída a partir dos documentos da estância aduaneira de saída.
concern-entry-missing = { $entered } não registou a entrada vinda de { $left }
    .next = Registe a entrada a partir dos documentos da estância aduaneira de entrada.
concern-arrived-elsewhere = chegado a { $office }, e não à estância declarada
    .next = Averigue se o movimento pode terminar aí.
concern-arrived-twice = duas administrações dizem que chegou até elas
    .next = Pergunte às duas estâncias de destino qual delas tem as mercadorias.
concern-unloading-not-conform = o destinatário autorizado comunicou que as mercadorias ou os selos não estão conformes, e nenhum controlo tem resultado
    .next = Controle as mercadorias e registe o resultado.
concern-control-not-satisfactory = o controlo no destino não foi satisfatório
    .next = Regularize as divergências antes do apuramento do movimento.
concern-discharged-before-end = apurado antes de o destino ter declarado o fim
    .next = Registe o fim da operação, ou diga à partida que as mercadorias não vieram.
concern-credit-missing = apurado, e uma garantia não libertou o seu montante
    .next = Credite o montante na garantia.
concern-amendment-requested = o declarante pediu uma alteração e não tem resposta
    .next = Aceite a alteração ou recuse-a.
concern-amendment-called-for = as alfândegas pediram uma alteração que não chegou
    .next = Altere a declaração como as alfândegas pedem.
concern-invalidation-requested = o titular pediu a anulação e não tem resposta
    .next = Anule a declaração ou recuse.
concern-departure-not-satisfactory = o controlo na partida não foi satisfatório
    .next = Recuse a saída, ou ordene outro controlo.
concern-release-declined = o controlo na partida encontrou diferenças, e o titular não pede a saída apesar delas
    .next = Recuse a saída, ou ordene outro controlo.
concern-holder-unheard = o controlo na partida encontrou diferenças
    .next = Diga se pede a saída apesar disso (CC054C).
concern-release-requested = o controlo na partida encontrou diferenças, e o titular pede a saída apesar disso
    .next = Autorize a saída ou recuse-a.
concern-seen-though-invalidated = a declaração foi anulada, as mercadorias foram vistas para além da partida, e a partida não disse o que é feito delas
    .next = Apure onde estão as mercadorias e ao abrigo de que declaração circulam, e diga-o nas observações de uma segunda anulação; até lá, a estância que as tem mantém-nas sob fiscalização aduaneira.
concern-overdue = a data-limite passou e ninguém no itinerário sabe de uma chegada
    .next = Pergunte ao titular e às estâncias do itinerário onde estão as mercadorias.
concern-unheard = a data-limite passou, e { $administration } não foi ouvida desde então
    .next = Restabeleça a ligação com essa administração, ou decida sem ela.
concern-discrepancies-unanswered = o titular foi informado de divergências e não respondeu
    .next = Responda à estância de partida.
    .late = Decida sem a resposta dele: resolva as divergências, ou cobre a dívida.
concern-discrepancies-unsolved = o titular respondeu, e as divergências não estão resolvidas
    .next = Resolva as divergências, ou cobre a dívida.

## Quem tem de agir

resolver-holder = o titular do regime de trânsito
resolver-departure = a estância aduaneira de partida
resolver-destination = a estância aduaneira de destino
resolver-trader-at-destination = o operador no destino
resolver-guarantee-home = a administração onde a garantia está registada
resolver-country = a administração aduaneira de { $country }

## Em que situação está o pedido de cobertura: domain/guarantee/src/hold/standing.rs

hold-silent = nada pedido
hold-requested = à espera da resposta da garantia
hold-held = montante reservado
hold-not-held = recusada
hold-uncovered = saída autorizada sem cobertura
hold-withdrawing = em retirada
hold-crediting = crédito em curso
hold-credited = creditada

## O que é uma garantia: domain/guarantee/src/account/standing.rs

guarantee-unregistered = não registada
guarantee-usable = utilizável
guarantee-suspended = suspensa
guarantee-used = utilizada

# Um tipo de garantia, pelo seu código de CL229 no argumento kind.
guarantee-type = { $kind ->
        [0] dispensa de garantia (0)
        [1] garantia global (1)
        [2] garantia isolada por compromisso do fiador (2)
        [3] garantia isolada em numerário (3)
        [4] garantia isolada por título (4)
        [9] garantia isolada de utilização múltipla (9)
       *[other] tipo { $kind }
    }

## O que um operador do nó tem de examinar: crates/journal/src/entry.rs

alarm-quarantined = um processo com o historial quebrado foi posto de parte
    .next = Guarde as provas e pergunte ao autor da parte quebrada; tudo o resto continua.
alarm-contested = foi enviado algo que não conta
    .next = Leia o pormenor e pergunte ao remetente.
alarm-unreadable = um lançamento de um par não é compreendido aqui
    .next = Ponha este nó na versão do seu par.
alarm-uncovered = um movimento saiu sem a cobertura necessária
    .next = Averigue como pôde sair, e obtenha a cobertura ou mande reter as mercadorias.
alarm-task-refused = um passo que devia seguir-se por si foi recusado
    .next = Leia o código da recusa e dê o passo à mão.
alarm-two-histories = um par contou dois historiais do mesmo diário
    .next = Não aceite mais nada desse diário; guarde os dois pontos de controlo como prova e avise a sua administração.
alarm-national-contradicts = o sistema nacional contradiz o que está registado
    .next = Compare os dois registos e corrija o que estiver errado.
alarm-clock-skewed = o relógio de um par difere do nosso
    .next = Verifique o relógio dos dois nós.
alarm-uncosigned = demasiado poucos pares confirmaram o diário, e há demasiado tempo
    .next = Veja que pares não se alcançam, e restabeleça a ligação.
alarm-directory-expired = o diretório em vigor expirou
    .next = Peça aos membros o próximo diretório; até lá nada de novo deveria ser prometido ao abrigo deste.
alarm-undelivered = um destinatário não pôde ser avisado
    .next = Avise o dono do ponto de receção. Logo que responda, um webhook desativado é retomado onde parou; o resto é comunicado por si.
alarm-misconfigured = algo que este nó deve usar não pode ser usado
    .next = Corrija o que o alarme indica; o que entretanto não foi aceite envia-se outra vez.
alarm-recovered = um nó continua numa nova época, porque a sua base era mais antiga do que já tinha dito
    .next = Consulte «passavant show recovery» no nó em causa: diz por número o que voltou e o que se perdeu. O que se perdeu é feito de novo por quem o tinha feito.
alarm-key-compromised = registos foram selados por uma chave que outra pessoa pode ter tido
    .next = Não contam enquanto o nó que os escreveu não continuar sob a sua chave seguinte. Pergunte à sua administração quando será; o que só o outro escreveu nunca conta, e o que daí resultou é desfeito por um funcionário.

## Porque está aberto um movimento: domain/transit/src/views/why.rs

next-present-goods = apresentar as mercadorias
next-accept = aceitar a declaração
next-answer-cover = responder ao pedido de cobertura
next-decide-control = ordenar o controlo anunciado, ou autorizar a saída sem ele
next-release = autorizar a saída para trânsito
next-arrive = apresentar as mercadorias no destino
next-permit-unloading = autorizar a descarga
next-remark-unloading = comunicar o que foi descarregado
next-control = controlar as mercadorias
next-end = pôr fim à operação
next-discharge = apurar o movimento
next-name-guarantee = indicar outra garantia
next-give-access-code = alterar a declaração com o código de acesso certo, ou indicar outra garantia
next-find-cover = encontrar cobertura para o que saiu sem ela
next-set-free = libertar o montante
next-tell-declaration = dar a conhecer aos outros o que foi declarado

then-invalidated = a declaração é anulada
then-not-released = as mercadorias não são autorizadas a sair
then-waits = tudo fica à espera
then-guarantee-bound = a garantia continua comprometida
then-overdue = o movimento fica em atraso
then-enquiry = a estância de partida abre um inquérito
then-recovery = a dívida é cobrada

why-concern = { $concern }: { $resolver } deve agir, desde { $since }. { $next } Senão, { $then }.
why-concern-by = { $concern }: { $resolver } deve agir, desde { $since }, até { $by }. { $next } Senão, { $then }.
why-concern-late = { $concern }: { $resolver } deve agir, desde { $since }. { $next } Era para fazer até { $by }, e esse dia passou. Se ninguém agir, { $then }.
why-next = { $resolver } deve { $next }, desde { $since }. Até lá, { $then }.
why-next-by = { $resolver } deve { $next }, desde { $since }, até { $by }. Senão, { $then }.
why-next-late = { $resolver } deve { $next }, desde { $since }. Era para fazer até { $by }, e esse dia passou. Se ninguém agir, { $then }.
why-guarantee-refused = Da garantia { $guarantee }: { $because }
why-contradicted = Em { $since } o sistema nacional disse: { $said }. { $why } Vale o registo. Compare os dois e corrija o que está errado.
why-contradicted-differs = Difere do que está registado.

## Treino: crates/api/src/training.rs

training-mark = Treino: isto não tem valor
