# The command line: its help, what it says when something is done, and the stories it tells.

## Help: crates/cli/src/args.rs

cli-about = The open platform on which the customs administrations of a region work as one.
cli-help = Tell what can be asked
cli-version = Tell which version this is
cli-usage = Usage
cli-commands = Commands
cli-arguments = Arguments
cli-options = Options
cli-missing = Something is missing: { $what }.
cli-value-wrong = This value is not taken: { $what }.
cli-conflict = These do not go together: { $what }.
cli-not-understood = This is not understood: { $what }.
cli-see-help = See what can be asked with --help.
cli-lang = In which language to speak
cli-json = Print one JSON object and nothing else
cli-demo = Make a region on this machine and let trucks cross its borders
cli-demo-once = End when the stories have been told; exit code 0 only if every check holds
cli-demo-seed = The number from which papers, plates and access codes are drawn
cli-demo-story = Tell only this story; may be given several times
cli-demo-list = Tell which stories there are
cli-demo-scale = How many clean journeys are made, with a progress bar and the rate; stories only where they are named
cli-demo-sample = The public sample's own file, CC015C, in the place of the built-in declaration of its shape
cli-demo-power-cuts = Kill each node (SIGKILL) this many times, at points of its journal drawn from the seed, while the stories are told again
cli-demo-dir = Where the nodes live; without it a folder that is removed afterwards
cli-node = Make a node on site, or sign as its member
cli-node-init = Make the keys and the configuration of a node, and the public part for the region
cli-node-init-dir = Where the node will live
cli-node-sign = Add the member's signature to a directory or an agreement
cli-node-dir = The folder of the node, in which node.toml is
cli-region = Say who belongs to a region, and publish what its members signed
cli-region-init = Make a whole region in one go, for demonstration only
cli-region-admit = Take the public parts of members and draft the next directory
cli-region-propose = Write an agreement in the form its parties sign
cli-region-publish = Put a signed directory or agreement among the documents of the region
cli-region-dir = The folder of the region
cli-region-name = The name of the region
cli-administration = The administration, such as CI
cli-ordinal = Which of the nodes of the administration it is
cli-hub-role = Make the hub, which keeps the directory and witnesses, and decides nothing
cli-listen = Where the node listens
cli-endpoint = Where peers reach the node; https:// and the address it listens on, without it
cli-currency = The currency of amounts that name none
cli-offices = A JSON file with the offices of the administration
cli-hub-file = The public part of the hub, so that the node asks it for the directory
cli-note = The document; the signature is added to it
cli-members = The members, separated by commas
cli-hub = The hub
cli-ports = The first of the ports on 127.0.0.1; free ones without it
cli-public = The public parts of members, as node init wrote them
cli-threshold = How many members must sign a directory; more than half without it
cli-quorum = How many witnesses make a checkpoint cosigned
cli-valid-days = For how many days the directory is good
cli-agreement = A JSON file with the agreement
cli-note-out = Where the document to be signed is written
cli-note-signed = The signed document
cli-serve = Run a node until it is told to stop
cli-config = The configuration of the node
cli-stop-with-stdin = Stop when standard input closes, as it does when the parent process ends
cli-region-hand-over = Copy the root and the documents in force into the folders of nodes
cli-decides = Who decides about movements or guarantees: movement=national, guarantee=node
cli-token = Let somebody in: make a token and print it once
cli-token-officer = An officer of people.json, by service number
cli-token-trader = A trader, by number
cli-token-guarantor = A guarantor, by number
cli-token-system = The national system, by name
cli-bench-peers = Measure PostgreSQL beside it; makes and drops a table in the database postgres at 127.0.0.1, port 5432
cli-verify = Check the journal of a node, its checkpoints and what peers proved to it
cli-training-option = For training: nothing it says counts, and it speaks only with others of which the same is true; fixed for good
cli-config-command = Say with what a node would run
cli-config-show = Show each value of a configuration and where it comes from; secrets are masked
cli-import = Take traders, guarantees, offices, calendars or rates out of a file, all or nothing
cli-import-table = What the file holds
cli-import-file = The file, CSV or JSON, in UTF-8
cli-import-check = Say what would come of it, and change nothing
cli-import-only-good = Take the rows about which nothing is to be said, and leave out the others
cli-import-provision = The provision on which guarantees rest whose rows name none
cli-import-attempt = Which try it is, for guarantees that the node refused at the tries before and whose reasons are put right now
cli-export = Write traders, guarantees, offices, calendars or rates into a file that can be imported
cli-export-table = What is written
cli-export-file = The file that is written
cli-export-spreadsheet = Write CSV as spreadsheets open it without asking: semicolons, and a mark for UTF-8
cli-format = The form of the file; its name says it where it ends in .csv or .json
cli-exchange = Carry envelopes and receipts by hand, where no network is
cli-exchange-export = Pack everything a peer has not confirmed into a pouch, sealed to it
cli-exchange-import = Take a pouch that a peer packed
cli-exchange-to = The peer, as the directory names it, such as BF-1
cli-pouch-out = The pouch that is written
cli-pouch-in = The pouch that was brought
cli-door-token = A file that holds the token of an officer or of the national system; needed while the node is at work

## What commands say

cli-failed = This could not be done: { $why }.
cli-node-exists = { $dir } holds a node already.
cli-node-made = Node { $node } is made. Its keys stay here; give { $public } to the region.
cli-region-made = The region is made in { $dir }.
cli-region-node = { $node } at { $endpoint }: passavant serve --config { $config }
cli-demonstration-only = For demonstration only: every key was made on one machine. In a real region each member makes its own with: passavant node init
cli-member-unknown = There is no demonstration data for { $member }. There is for: { $known }.
cli-hub-a-member = { $hub } cannot be the hub: that is the name of a country.
cli-threshold-wrong = From 1 to { $count } members can be asked to sign.
cli-drafted = Directory { $version } is drafted. { $needed } members must sign { $draft }, then it can be published.
cli-proposed = { $note } is written. It binds nobody until all of these have signed it: { $parties }.
cli-published = { $name } is published.
cli-serving = Node { $node } listens on { $address }.
cli-verified = { $entries } entries, { $checkpoints } checkpoints, { $foreign } entries of peers, { $cosignatures } cosignatures checked.
cli-verified-good = Everything holds.
cli-verified-bad = Damaged: { $what } { $index } of { $log }: { $why }.
cli-signed = { $member } has signed { $what }: { $note }.
cli-an-agreement = agreement { $id }, version { $version }, between { $parties }
cli-a-directory = directory { $version } with { $count } members
cli-nothing-to-sign = There is nothing in it for { $member } to sign: neither a directory of region { $region } nor an agreement it is a party to.
cli-other-member = The public part is of { $other }, and its statement of { $one }.
cli-no-node = The statement names no node.
cli-no-public-part = No public part is given.
cli-too-many-days = That is too many days.
cli-no-directory = No directory is in force yet.
cli-no-port = There is no free port.
cli-no-data = There is no demonstration data for a member.
cli-officer-unknown = { $officer } is not among the officers of people.json.
cli-token-made = The token is shown this once; the node keeps its hash. Start the node again so that it knows it.
cli-handed-over = { $node } has the root and the documents in force.
cli-training = TRAINING: nothing of this counts.
cli-training-mixed = A region is for training as a whole or not at all. For training: { $training }; not: { $real }.
cli-pouch-training = This pouch is for training, and { $node } is not.
cli-pouch-real = { $node } is for training, and this pouch is not.
cli-config-usual = usual
cli-config-line = line { $line }
cli-format-unknown = The name of { $file } does not say whether it is CSV or JSON: say it with --format.
cli-at-line = Line { $line }
cli-at-field = Line { $line }, { $field }
cli-found-expected = Found: { $found }. Expected: { $expected }.
cli-imported = { $rows } rows: { $added } new ({ $follow } of them end another), { $end } with another last day, { $unchanged } there already, { $findings } findings.
cli-import-checked = Nothing was changed: this was a check.
cli-import-nothing = Nothing was changed. Correct the file and import it again, or take what is good with --only-good.
cli-import-taken = The node takes it up within seconds, without being started again.
cli-import-apart = The reference data would no longer hold together, so nothing was changed: { $what }
cli-exported = { $rows } rows are written: { $file }.
cli-door-needs-token = The node is at work: name a file with the token of an officer or of the national system (--token)
cli-packed = { $from } has packed { $count ->
        [1] one entry
       *[other] { $count } entries
    } for { $to }: { $file }.
cli-packed-next = Carry it there. What it holds is packed again until a pouch that comes back confirms it.
cli-not-replaced = { $file } is there and is no pouch; nothing was written.
cli-unpacked = { $count ->
        [1] One new entry
       *[other] { $count } new entries
    } of { $from } recorded.
cli-unpacked-known = Everything in this pouch of { $from } was recorded before.
cli-unpacked-next = Pack a pouch for { $from } in return: it carries the receipts.
cli-unpacked-gap = What is in this pouch of { $from } does not follow what is recorded here. Nothing is lost: pack a pouch for { $from }, and the next one from there will.
cli-unpacked-refused = The rest of this pouch of { $from } is not taken: { $reason }.
cli-pouch-none = { $file } is no pouch.
cli-pouch-version = { $file } is a pouch of form { $number }, which this program does not know; update it.
cli-pouch-cut = { $file } was cut after line { $number }. Nothing of it was taken; copy it again, or have it packed again.
cli-pouch-changed = { $file } was changed at or before line { $number }. Nothing of it was taken; copy it again, or have it packed again.
cli-pouch-elsewhere = This pouch is for { $to } in region { $region }, and here is { $node }.
cli-holds = holds
cli-fails = FAILS


## Measuring: crates/cli/src/bench/

cli-bench = Measure this program beside others on this machine
cli-bench-name = What to measure
cli-bench-count = How many declarations or journeys
bench-conditions = { $name } on { $cores } cores, load { $load }, fsync { $fsync } ms (median), commit { $commit }
bench-row = { $what }: { $value } { $unit }
bench-peer = beside { $peer }: { $value } { $unit }, ratio { $ratio }
bench-budget-met = budget { $budget } { $unit }: met
bench-budget-missed = budget { $budget } { $unit }: not met
bench-size = size of the program
bench-memory = memory of an idle node
bench-start = from start to ready, median of nine
bench-journeys = journeys from declaration to credit
bench-journey-median = one journey among 32, median
bench-journey-worst = one journey among 32, 99th percentile
bench-submit = declarations of { $size } bytes in, validated, held, synced, answered
bench-submit-median = one of them at half that load, median
bench-submit-worst = one of them at half that load, 99th percentile
bench-postgres = PostgreSQL, single-row inserts of 1 KiB at 32 clients
bench-nats = nats-server, idle
bench-synced-writes = synced writes of 4 KiB, one after the other
