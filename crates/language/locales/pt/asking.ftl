# Os comandos de quem usa um nó: a sua ajuda, o que dizem, e as suas tabelas.

## A ajuda: crates/cli/src/args/asking.rs

cli-possible-values = [valores admitidos: { $values }]
cli-usual-value = [por omissão: { $values }]
cli-submit = Entregar mensagens a um nó, e dizer o que ele responde
cli-submit-file = As mensagens, em XML ou JSON; - é a entrada padrão
cli-submit-key = Como o remetente chama à mensagem, em vez do remetente e da identificação dela; a mesma chave só conta uma vez
cli-submit-wait = Durante quantos segundos tentar de novo enquanto o nó estiver ausente ou ocupado
cli-check = Verificar mensagens segundo o catálogo e as suas regras, sem nó
cli-check-file = As mensagens; - é a entrada padrão
cli-check-reference = Dados de referência por cima das listas de códigos incorporadas, como o reference.json de um nó
cli-check-day = Em que dia, por exemplo 2026-11-24; caso contrário, hoje
cli-show = Mostrar o que tem um nó em funcionamento
cli-show-movement = Mostrar um movimento: situação, itinerário, data-limite, coberturas e passos
cli-show-guarantee = Mostrar uma garantia: montantes e o que a utiliza
cli-show-peers = Mostrar o que cada par ainda não acusou, e quando se ouviu dele pela última vez
cli-show-journal = Mostrar os últimos lançamentos do diário na pasta de um nó
cli-show-queue = Mostrar o que espera na pasta de um nó: tarefas, ficheiros, alarmes
cli-show-why = Mostrar porque há movimentos em aberto: quem tem de agir, desde quando, até quando, e o que acontece depois
cli-show-number = O seu número (MRN, GRN) ou o identificador do seu processo
cli-show-why-number = O número de um movimento; caso contrário, todos os que estão em aberto
cli-show-why-holds = Mostrar os pedidos de cobertura em vez dos movimentos, cada um pelo seu identificador
cli-show-count = Quantos no máximo
cli-reach-url = Onde está o nó: https://anfitrião:porta
cli-reach-node = A pasta do nó, cujo public.json diz onde ele está e que chave mostra
cli-reach-ca = O certificado do nó, ou de uma autoridade que responde por ele, em PEM
cli-reach-pin = O SHA-256 da chave TLS do nó, em base64, tal como o diretório o dá
cli-reach-token = Um ficheiro que contém a credencial do requerente
cli-completions = Escrever na saída padrão os complementos de um interpretador de comandos
cli-completions-shell = O interpretador
cli-man = Escrever uma página de manual para cada comando
cli-man-to = A pasta onde man procura

## O que estes comandos dizem

cli-stdin = entrada padrão
cli-reach-unknown = Nada diz como se reconhece o nó.
cli-reach-nowhere = Nada diz onde está o nó.
cli-reach-plain = { $url } não começa por https://.
cli-reach-no-token = { $file } não contém uma credencial.
cli-no-number = { $number } não é um número nem um identificador.
cli-submitted = { $file }: recebida, { $dossier }
cli-not-taken = { $file }: recusada
cli-submit-stopped = { $done } de { $count } foram entregues. Entregue de novo os mesmos ficheiros: o que foi recebido só conta uma vez.
cli-answered-otherwise = O nó responde { $status }: { $body }
cli-checked = { $file }: { $message }, erros: { $errors }, avisos: { $warnings }
cli-error = erro
cli-warning = aviso
cli-found = encontrado
cli-expected = esperado
cli-not-shown = Isto não é mostrado:
cli-man-written = { $count } páginas estão em { $dir }.

## As páginas de manual: crates/cli/src/manual.rs

man-name = Nome
man-synopsis = Sinopse
man-description = Descrição
man-version = Versão
man-exit = Código de saída
exit-0 = O que se pediu está feito, e tudo está certo.
exit-1 = Uma verificação falhou, uma mensagem foi recusada, ou uma avaria impediu o comando.
exit-2 = O comando não foi compreendido.
exit-70 = Há provas danificadas.

## As tabelas: crates/cli/src/show/

show-mrn = MRN
show-grn = GRN
show-lrn = LRN
show-dossier = processo
show-standing = situação
show-set-apart = posto de parte
show-holder = titular
show-representative = representante
show-route = itinerário
show-countries = países
show-transits = estâncias de passagem
show-limit-date = data-limite
show-open = Quem tem de agir
show-covers = Coberturas
show-steps = Passos
show-number = n.º
show-reference = garantia
show-state = estado
show-amount = montante
show-reasons = motivos
show-step = passo
show-at = em
show-administration = administração
show-office = estância
show-officer = funcionário
show-type = tipo
show-guarantor = fiador
show-validity = validade
show-reference-amount = montante de referência
show-held = reservado
show-free = disponível
show-wrong-codes = códigos de acesso errados seguidos
show-usage = Utilização
show-requester = requerente
show-asked = pedido
show-peer = par
show-sent = transmitidos
show-receipted = acusados
show-backlog = em espera
show-received = recebidos
show-cosigned = cossignados
show-heard = último envio
show-never = nunca
show-no-peers = Ainda não se transmitiu nada a nenhum par.
show-what = o quê
show-who = quem
show-by = até
show-nothing-open = Não há nada em aberto.
show-about = assunto
show-kind = género
show-log = árvore
show-empty-journal = O diário está vazio.
show-tasks = Tarefas
show-files = Pasta vigiada
show-alarms = Alarmes
show-task = tarefa
show-file = ficheiro
show-bytes = bytes
show-alarm = alarme
show-alarm-about = assunto
show-detail = pormenor
show-nothing-waits = Nada espera.

## Os passos de um movimento: domain/transit/src/views.rs

step-presented = apresentado
step-accepted = aceite
step-covered = coberto
step-not-covered = não coberto
step-cover-withdrawn = cobertura retirada
step-control-ordered = controlo ordenado
step-departure-controlled = controlado à partida
step-released = saída para trânsito autorizada
step-exited = saída
step-entered = entrada
step-arrived = chegado
step-unloading-permitted = descarga autorizada
step-unloading-remarked = observações sobre a descarga
step-controlled = controlado
step-ended = terminado
step-discharged = apurado
step-cover-credited = cobertura creditada
step-prelodged = entregue antes da apresentação
step-goods-presented = mercadorias apresentadas
step-amendment-requested = alteração pedida
step-amendment-called-for = alteração exigida pelas alfândegas
step-amended = alterado
step-amendment-refused = alteração recusada
step-invalidation-requested = anulação pedida
step-invalidated = anulado
step-goods-accounted-for = mercadorias justificadas após anulação
step-invalidation-refused = anulação recusada
step-other-guarantee-awaited = outra garantia esperada
step-release-requested = saída pedida apesar do controlo
step-not-released = saída para trânsito recusada
step-arrival-forwarded = aviso de chegada transmitido
step-unloading-continued = descarga a prosseguir
step-discrepancies-found = divergências encontradas
step-discrepancies-notified = titular informado das divergências
step-discrepancies-answered = resposta sobre as divergências
step-discrepancies-solved = divergências regularizadas
step-overdue = em atraso
step-unheard = sem notícias a tempo

## O que foi feito de uma cobertura: domain/transit/src/views.rs, domain/guarantee/src/account/views.rs

cover-held = reservado
cover-not-held = recusado
cover-withdrawn = retirado
cover-credited = creditado

## Lançamentos, géneros e tarefas: crates/node/src/looking.rs

entry-event = evento
entry-dispatch = guia de remessa
entry-receipt = aviso de receção
entry-opened = abertura
entry-adopted = adotado
entry-alarm = alarme
kind-movement = movimento
kind-guarantee = garantia
kind-hold = reserva
task-due = por fazer
task-later = mais tarde
task-awaiting = à espera de pares
task-parked = suspensa
cli-accept-gap = Deixar continuar um nó em recuperação sem resposta de todos os nós; dois funcionários têm de o fazer
cli-show-recovery = Como está a recuperação de um nó cuja base é mais antiga do que o que disse aos outros
show-recovery-none = O nó não está a recuperar.
show-recovery-reads = Desde { $since } o nó apenas lê: { $why }.
show-recovery-goes-on = O nó recupera desde { $since } e volta a escrever: { $why }.
recovery-noted = a sua base é mais antiga do que a cabeça anotada no seu cofre de chaves
recovery-told = outro nó tem um ponto de controlo deste nó que a sua base desconhece
recovery-restored = a sua base foi reposta a partir de uma cópia de segurança
show-recovery-answered = Devolveram o que têm: { $nodes }
show-recovery-unanswered = Ainda não responderam: { $nodes }
show-recovery-directory = Espera pela versão { $version } do diretório: pode listar outros nós a perguntar
show-recovery-catching-up = Nenhuma nova reserva antes de voltar a ouvir o que disseram: { $nodes }
show-recovery-accepted = { $officer } aceitou a lacuna em { $at }
show-recovery-nothing = nenhum
show-recovery-log = Época { $epoch }: { $held } registos mantidos de { $written } escritos; devolvidos: { $returned }; perdidos: { $lost }
cli-retention = Ordenar o que se conserva de um processo: que seja apagado, preservado, ou deixe de o ser
cli-retention-erase = Mandar apagar tudo o que se conserva de um processo; dois funcionários têm de o fazer
cli-retention-preserve = Mandar preservar um processo, seja qual for o seu prazo, para um litígio por exemplo
cli-retention-end = Mandar que um processo deixe de ser preservado; dois funcionários têm de o fazer
cli-retention-provision = A regra em que a ordem assenta
cli-retention-reference = O documento que contém a ordem; conserva-se para sempre e por isso não nomeia ninguém
retention-erased = { $dossier } está apagado, por ordem de { $officers }.
retention-preserved = { $dossier } fica preservado até dois funcionários lhe porem fim.
retention-preserved-no-more = { $dossier } volta a conservar-se pelo seu prazo, por ordem de { $officers }.
retention-waits = Ordenado por { $officers }. Um segundo funcionário tem de ordenar o mesmo, com a sua própria credencial.
cli-show-erasures = O que foi apagado, e porquê
cli-show-erasures-number = De que processo, pelo identificador ou pelo número que tinha; os primeiros 500 se nada se disser
show-erasures-none = Nada foi apagado.
show-erasures-line = { $at } { $dossier }: { $ground }
erased-agreement = as cópias conservaram-se os { $days } dias que { $agreement } permite
erased-kept = tudo se conservou { $days } dias
erased-decision = ordenado por { $officers }, ao abrigo de { $provision }, documento { $reference }
