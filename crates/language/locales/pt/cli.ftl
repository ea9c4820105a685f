# A linha de comandos: a ajuda, o que diz do que foi feito, e as histórias.

## A ajuda: crates/cli/src/args.rs

cli-about = A plataforma aberta em que as administrações aduaneiras de uma região trabalham como uma só.
cli-help = Dizer o que se pode pedir
cli-version = Dizer que versão é esta
cli-usage = Utilização
cli-commands = Comandos
cli-arguments = Argumentos
cli-options = Opções
cli-missing = Falta algo: { $what }.
cli-value-wrong = Este valor não é aceite: { $what }.
cli-conflict = Isto não vai junto: { $what }.
cli-not-understood = Isto não se compreende: { $what }.
cli-see-help = Veja com --help o que se pode pedir.
cli-lang = A língua usada
cli-json = Imprimir um só objeto JSON e nada mais
cli-demo = Criar uma região nesta máquina e fazer camiões atravessar as suas fronteiras
cli-demo-once = Terminar quando as histórias estiverem contadas; código de saída 0 só se cada verificação se confirmar
cli-demo-seed = O número de que se tiram papéis, matrículas e códigos de acesso
cli-demo-story = Contar só esta história; pode repetir-se
cli-demo-list = Dizer que histórias há
cli-demo-scale = Quantas viagens sem incidentes são feitas, com uma barra de progresso e o ritmo; histórias só onde são nomeadas
cli-demo-sample = O próprio ficheiro do exemplo público, CC015C, em vez da declaração incorporada da mesma forma
cli-demo-power-cuts = Matar cada nó (SIGKILL) tantas vezes, em pontos do seu diário tirados do número, enquanto as histórias se repetem
cli-demo-dir = Onde vivem os nós; caso contrário, uma pasta que depois é apagada
cli-node = Criar um nó no local, ou assinar em nome do seu membro
cli-node-init = Criar as chaves e a configuração de um nó, e a parte pública para a região
cli-node-init-dir = Onde viverá o nó
cli-node-sign = Juntar a assinatura do membro a um diretório ou a um acordo
cli-node-dir = A pasta do nó, onde está node.toml
cli-region = Dizer quem pertence a uma região, e publicar o que os membros assinaram
cli-region-init = Criar uma região inteira de uma vez, só para demonstração
cli-region-admit = Receber as partes públicas de membros e redigir o próximo diretório
cli-region-propose = Escrever um acordo na forma que as partes assinam
cli-region-publish = Pôr um diretório ou um acordo assinado entre os documentos da região
cli-region-dir = A pasta da região
cli-region-name = O nome da região
cli-administration = A administração, por exemplo CI
cli-ordinal = Qual dos nós da administração é
cli-hub-role = Criar o nó central, que guarda o diretório e contra-assina, e nada decide
cli-listen = Onde o nó escuta
cli-endpoint = Onde os pares alcançam o nó; caso contrário, https:// e o endereço de escuta
cli-currency = A moeda dos montantes que não indicam nenhuma
cli-offices = Um ficheiro JSON com as estâncias da administração
cli-hub-file = A parte pública do nó central, para que o nó lhe peça o diretório
cli-note = O documento; a assinatura é-lhe acrescentada
cli-members = Os membros, separados por vírgulas
cli-hub = O nó central
cli-ports = A primeira das portas em 127.0.0.1; caso contrário, portas livres
cli-public = As partes públicas de membros, tal como node init as escreveu
cli-threshold = Quantos membros devem assinar um diretório; caso contrário, mais de metade
cli-quorum = Quantas testemunhas fazem com que um ponto de controlo esteja contra-assinado
cli-valid-days = Por quantos dias o diretório é válido
cli-agreement = Um ficheiro JSON com o acordo
cli-note-out = Onde escrever o documento a assinar
cli-note-signed = O documento assinado
cli-serve = Manter um nó em funcionamento até que o mandem parar
cli-config = A configuração do nó
cli-stop-with-stdin = Parar quando a entrada padrão se fecha, como no fim do processo-pai
cli-region-hand-over = Copiar a raiz e os documentos em vigor para as pastas de nós
cli-decides = Quem decide sobre movimentos ou garantias: movement=national, guarantee=node
cli-token = Dar acesso a alguém: criar uma ficha e imprimi-la uma só vez
cli-token-officer = Um funcionário de people.json, pelo número
cli-token-trader = Um operador, pelo número
cli-token-guarantor = Um fiador, pelo número
cli-token-system = O sistema nacional, pelo nome
cli-bench-peers = Medir o PostgreSQL ao lado; cria e apaga uma tabela na base postgres em 127.0.0.1, porta 5432
cli-verify = Verificar o diário de um nó, os seus pontos de controlo e o que os pares lhe provaram
cli-training-option = Para treino: nada do que diz tem valor, e só fala com outros iguais; fica fixado para sempre
cli-config-command = Dizer com que valores um nó trabalharia
cli-config-show = Mostrar cada valor de uma configuração e de onde vem; os segredos são ocultados
cli-import = Ler de um ficheiro operadores, garantias, estâncias, calendários ou taxas, tudo ou nada
cli-import-table = O que o ficheiro contém
cli-import-file = O ficheiro, CSV ou JSON, em UTF-8
cli-import-check = Dizer o que daí resultaria, sem alterar nada
cli-import-only-good = Aceitar as linhas sobre as quais nada há a dizer e deixar as outras
cli-import-provision = A base legal das garantias cuja linha não indica nenhuma
cli-import-attempt = O número da tentativa, para garantias que o nó recusou nas anteriores e cujos motivos estão agora resolvidos
cli-export = Escrever operadores, garantias, estâncias, calendários ou taxas num ficheiro que pode ser lido de novo
cli-export-table = O que é escrito
cli-export-file = O ficheiro a escrever
cli-export-spreadsheet = Escrever o CSV como as folhas de cálculo o abrem sem perguntar: pontos e vírgulas e marca UTF-8
cli-format = A forma do ficheiro; o seu nome di-la quando termina em .csv ou .json
cli-exchange = Transportar à mão envelopes e avisos de receção, onde não há rede
cli-exchange-export = Pôr numa mala, selada para um par, tudo o que ele ainda não confirmou
cli-exchange-import = Receber uma mala preparada por um par
cli-exchange-to = O par, como o diretório o nomeia, por exemplo BF-1
cli-pouch-out = A mala a escrever
cli-pouch-in = A mala que foi trazida
cli-door-token = Um ficheiro com o token de um funcionário ou do sistema nacional; necessário enquanto o nó estiver a trabalhar

## O que dizem os comandos

cli-failed = Não foi possível fazê-lo: { $why }.
cli-node-exists = { $dir } já contém um nó.
cli-node-made = O nó { $node } está criado. As chaves ficam aqui; entregue { $public } à região.
cli-region-made = A região está criada em { $dir }.
cli-region-node = { $node } em { $endpoint }: passavant serve --config { $config }
cli-demonstration-only = Só para demonstração: todas as chaves foram criadas numa mesma máquina. Numa região verdadeira, cada membro cria as suas com: passavant node init
cli-member-unknown = Não há dados de demonstração para { $member }. Há para: { $known }.
cli-hub-a-member = { $hub } não pode ser o nó central: é o nome de um país.
cli-threshold-wrong = Podem ser chamados a assinar de 1 a { $count } membros.
cli-drafted = O diretório { $version } está redigido. { $needed } membros devem assinar { $draft }; depois pode ser publicado.
cli-proposed = { $note } está escrito. Não vincula ninguém antes de todos estes o assinarem: { $parties }.
cli-published = { $name } está publicado.
cli-serving = O nó { $node } escuta em { $address }.
cli-verified = { $entries } lançamentos, { $checkpoints } pontos de controlo, { $foreign } lançamentos de pares, { $cosignatures } contra-assinaturas verificados.
cli-verified-good = Tudo se confirma.
cli-verified-bad = Alterado: { $what } { $index } de { $log }: { $why }.
cli-signed = { $member } assinou { $what }: { $note }.
cli-an-agreement = o acordo { $id }, versão { $version }, entre { $parties }
cli-a-directory = o diretório { $version }, com { $count } membros
cli-nothing-to-sign = Nada há aí para { $member } assinar: nem um diretório da região { $region }, nem um acordo de que seja parte.
cli-other-member = A parte pública é de { $other }, e a sua declaração de { $one }.
cli-no-node = A declaração não indica nenhum nó.
cli-no-public-part = Não é dada nenhuma parte pública.
cli-too-many-days = São dias a mais.
cli-no-directory = Nenhum diretório está ainda em vigor.
cli-no-port = Não há nenhuma porta livre.
cli-no-data = Não há dados de demonstração para um membro.
cli-officer-unknown = { $officer } não está entre os funcionários de people.json.
cli-token-made = A ficha só é mostrada desta vez; o nó guarda o seu resumo. Reinicie o nó para que a conheça.
cli-handed-over = { $node } tem a raiz e os documentos em vigor.
cli-training = TREINO: nada disto tem valor.
cli-training-mixed = Uma região é de treino no seu todo ou não o é. De treino: { $training }; reais: { $real }.
cli-pouch-training = Esta mala é de treino, e { $node } não é.
cli-pouch-real = { $node } é de treino, e esta mala não é.
cli-config-usual = valor habitual
cli-config-line = linha { $line }
cli-format-unknown = O nome de { $file } não diz se é CSV ou JSON: diga-o com --format.
cli-at-line = Linha { $line }
cli-at-field = Linha { $line }, { $field }
cli-found-expected = Encontrado: { $found }. Esperado: { $expected }.
cli-imported = { $rows } linhas: { $added } novas ({ $follow } delas põem fim a outra), { $end } com outro último dia, { $unchanged } já existentes, { $findings } anomalias.
cli-import-checked = Nada foi alterado: foi uma verificação.
cli-import-nothing = Nada foi alterado. Corrija o ficheiro e leia-o de novo, ou aceite o que está bem com --only-good.
cli-import-taken = O nó passa a usá-lo em segundos, sem ser reiniciado.
cli-import-apart = Os dados de referência deixariam de ser coerentes, por isso nada foi alterado: { $what }
cli-exported = { $rows } linhas foram escritas: { $file }.
cli-door-needs-token = O nó está a trabalhar: indique um ficheiro com o token de um funcionário ou do sistema nacional (--token)
cli-packed = { $from } pôs { $count ->
        [1] um lançamento
       *[other] { $count } lançamentos
    } na mala para { $to }: { $file }.
cli-packed-next = Leve-a ao destino. O que contém volta a ir em cada mala até que uma mala de regresso o confirme.
cli-not-replaced = { $file } existe e não é uma mala; nada foi escrito.
cli-unpacked = { $count ->
        [1] Um lançamento novo
       *[other] { $count } lançamentos novos
    } de { $from } registados.
cli-unpacked-known = Tudo o que está nesta mala de { $from } já estava registado.
cli-unpacked-next = Prepare em troca uma mala para { $from }: leva os avisos de receção.
cli-unpacked-gap = O que está nesta mala de { $from } não segue o que aqui está registado. Nada se perdeu: prepare uma mala para { $from }, e a seguinte servirá.
cli-unpacked-refused = O resto desta mala de { $from } não é recebido: { $reason }.
cli-pouch-none = { $file } não é uma mala.
cli-pouch-version = { $file } é uma mala da forma { $number }, que este programa não conhece; atualize-o.
cli-pouch-cut = { $file } foi cortado depois da linha { $number }. Nada dele foi recebido; copie-o de novo ou peça que a mala seja refeita.
cli-pouch-changed = { $file } foi alterado na linha { $number } ou antes. Nada dele foi recebido; copie-o de novo ou peça que a mala seja refeita.
cli-pouch-elsewhere = Esta mala é para { $to } na região { $region }, e aqui é { $node }.
cli-holds = confirma-se
cli-fails = FALHA


## As medições: crates/cli/src/bench/

cli-bench = Medir este programa ao lado de outros nesta máquina
cli-bench-name = O que medir
cli-bench-count = Quantas declarações ou viagens
bench-conditions = { $name } em { $cores } núcleos, carga { $load }, fsync { $fsync } ms (mediana), commit { $commit }
bench-row = { $what }: { $value } { $unit }
bench-peer = ao lado de { $peer }: { $value } { $unit }, razão { $ratio }
bench-budget-met = meta { $budget } { $unit }: atingida
bench-budget-missed = meta { $budget } { $unit }: não atingida
bench-size = tamanho do programa
bench-memory = memória de um nó em repouso
bench-start = do arranque à disponibilidade, mediana de nove
bench-journeys = viagens da declaração ao crédito
bench-journey-median = uma viagem entre 32, mediana
bench-journey-worst = uma viagem entre 32, percentil 99
bench-submit = declarações de { $size } bytes recebidas, validadas, cobertas, gravadas, respondidas
bench-submit-median = uma delas a metade dessa carga, mediana
bench-submit-worst = uma delas a metade dessa carga, percentil 99
bench-postgres = PostgreSQL, inserções de uma linha de 1 KiB com 32 clientes
bench-nats = nats-server em repouso
bench-synced-writes = escritas de 4 KiB sincronizadas, uma após outra
