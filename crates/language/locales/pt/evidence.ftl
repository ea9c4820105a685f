### Processos de prova e extratos certificados: crates/cli/src/extract.rs, verify/bundle.rs, show/evidence.rs

## Opções

cli-show-evidence = Escrever o seu processo de prova neste ficheiro: o que este nó dele detém, com o que o prova
cli-show-redact = Grupos a omitir do processo de prova, separados por vírgulas; o restante continua provado
cli-verify-what = A pasta de um nó, onde está node.toml, ou um processo de prova
cli-verify-root = A raiz do diretório (root.json), para um processo de prova: tal como foi entregue por outra via
cli-verify-extract = Escrever neste ficheiro um extrato certificado do processo de prova, na língua de --lang

## O que se diz

cli-evidence-written = O processo de prova está em { $file } ({ $bytes } bytes). Para o verificar: passavant verify { $file } --root root.json
cli-evidence-verified = { $records } registos, dos quais { $cosigned } contra-assinados como o diretório exige; { $receipts } avisos de receção, { $checkpoints } pontos de controlo, { $directories } versões do diretório e { $agreements } de acordos verificados.
cli-evidence-no-part = Não está no processo de prova: o lugar { $number } na parte de { $writer } de { $dossier }.
cli-evidence-no-entry = Não está no processo de prova: o lançamento { $number } de { $writer } sobre { $dossier }, que outro tinha visto.
cli-extract-written = O extrato certificado está em { $file }.
cli-verify-needs-root = Um processo de prova verifica-se a partir da raiz do diretório: indique-a com --root.
show-entry = lançamento

## O extrato certificado

extract-title = EXTRATO CERTIFICADO
extract-training = FORMAÇÃO: nada neste extrato conta.
extract-of = Dos diários das administrações aduaneiras da região { $region }. Enuncia o que o processo de prova abaixo indicado demonstra de um movimento, na medida em que devia ser comunicado. Em caso de divergência, prevalece o processo de prova. As horas são em tempo universal coordenado e são as que os seus autores declaram.
extract-digest = processo de prova (SHA-256)
extract-happened = O que aconteceu
extract-absent = O que não está no processo de prova
extract-nothing-absent = Nada que um registo nele indique, nem lugar algum anterior a outro.
extract-rests = Em que assenta
extract-rests-on = Cada registo é um lançamento do diário do seu autor. O resumo da sua folha conduz, por uma prova de inclusão, à raiz de um ponto de controlo, assinado com a chave que o diretório assinado atribui a esse diário. Quem contra-assinou registou um ponto de controlo que cobre o lançamento, e di-lo no seu próprio diário. O que não é comunicado continua provado pelo seu compromisso.
extract-check = Como se verifica
extract-check-how = Leve o processo de prova e a raiz do diretório, que a sua própria administração detém por outra via, a um computador qualquer, sem rede, e execute: passavant verify PROCESSO --root root.json. O comando indica o resumo acima, e a primeira coisa que não se confirma, se a houver. A forma do processo, passavant-evidence/1, está publicada, para que outros o possam verificar com programas próprios.
extract-certified = Certificação
extract-certified-by = O abaixo assinado mandou verificar o processo de prova e certifica que este extrato enuncia o que ele demonstra.
extract-post = cargo
extract-place-and-date = lugar e data
extract-signature = assinatura e carimbo

extract-written = escrito em
extract-took-place = ocorreu em
extract-day = dia
extract-control = resultado do controlo
extract-seals = selos
extract-trader = operador
extract-writer = por
extract-not-listed = não inscrito
extract-provision = base legal
extract-national = referência nacional
extract-made = decidido
extract-by-officer = pelo funcionário, no nó
extract-by-standing-order = ao abrigo de uma ordem permanente do cargo
extract-by-national-system = pelo sistema nacional, e registado
extract-record = registo
extract-record-is = lançamento { $entry } de { $log }
extract-leaf = resumo da sua folha
extract-checkpoint = ponto de controlo
extract-checkpoint-is = { $size } lançamentos, raiz { $root }
extract-cosigned = contra-assinado por
extract-nobody = ninguém neste processo
extract-quorum = { $by }: tantos quantos a versão { $directory } do diretório exige ({ $quorum })
extract-no-quorum = { $by }: menos do que a versão { $directory } do diretório exige ({ $quorum })
extract-quorum-unknown = { $by }: a versão { $directory } do diretório não está neste processo
extract-withheld = não comunicados
extract-groups = grupos do registo: { $count }
extract-counts = conta
extract-waits = ainda não: algo em que assenta não está neste processo
extract-cannot-be-read = não se pode dizer: o conteúdo não é comunicado, foi apagado, ou é de um programa mais recente
extract-contested = não: o seu autor não o pode dizer, ou não nesse lugar
extract-unreadable = um registo cujo conteúdo não pode ser mostrado

extract-hold-requested = cobertura pedida
extract-check-requested = pergunta se a cobertura seria dada
extract-hold-withdrawn = pedido de cobertura retirado
extract-credit-requested = cobertura já não é necessária
extract-released-uncovered = saída autorizada sem cobertura
extract-held = montante reservado pela garantia
extract-not-held = cobertura recusada
extract-checked = resposta sobre a cobertura
extract-credited = montante libertado pela garantia
extract-guarantee-suspended = garantia suspensa
extract-suspension-lifted = suspensão da garantia levantada
extract-guarantee-validity-changed = validade da garantia alterada
