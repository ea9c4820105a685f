# The commands of those who use a node: their help, what they say, and the tables they print.

## Help: crates/cli/src/args/asking.rs

cli-possible-values = [one of: { $values }]
cli-usual-value = [without it: { $values }]
cli-submit = Post messages to a node, and tell what it answers
cli-submit-file = The messages, as XML or JSON; - is standard input
cli-submit-key = What the sender calls the message, instead of its sender and identification; the same key counts once
cli-submit-wait = For how many seconds to try again while the node is away or busy
cli-check = Check messages against the catalogue and its rules, without a node
cli-check-file = The messages; - is standard input
cli-check-reference = Reference data over the code lists that are built in, such as the reference.json of a node
cli-check-day = As of which day, such as 2026-11-24; today without it
cli-show = Show what a running node has
cli-show-movement = Show a movement: standing, route, limit date, covers and steps
cli-show-guarantee = Show a guarantee: amounts and what uses it
cli-show-peers = Show how much each peer has not receipted, and when it was heard last
cli-show-journal = Show the latest entries of the journal in the folder of a node
cli-show-queue = Show what waits in the folder of a node: tasks, files, alarms
cli-show-why = Show why movements are open: who must act, since when, by when, and what happens then
cli-show-number = Its number (MRN, GRN) or the identifier of its dossier
cli-show-why-number = The number of one movement; every open one without it
cli-show-why-holds = Show conversations about cover in place of movements, each known by its identifier
cli-show-count = How many at most
cli-reach-url = Where the node is: https://host:port
cli-reach-node = The folder of the node, whose public.json says where it is and which key it shows
cli-reach-ca = The certificate of the node, or of an authority that vouches for it, in PEM
cli-reach-pin = The SHA-256 of the TLS key of the node, in base64, as the directory has it
cli-reach-token = A file that holds the token of whoever asks
cli-completions = Write completions for a shell to standard output
cli-completions-shell = The shell
cli-man = Write a manual page for each command
cli-man-to = The folder that man looks in

## What these commands say

cli-stdin = standard input
cli-reach-unknown = Nothing says by what the node is known.
cli-reach-nowhere = Nothing says where the node is.
cli-reach-plain = { $url } does not begin with https://.
cli-reach-no-token = { $file } does not hold a token.
cli-no-number = { $number } is neither a number nor an identifier.
cli-submitted = { $file }: taken, { $dossier }
cli-not-taken = { $file }: not taken
cli-submit-stopped = { $done } of { $count } were posted. Post the same files again: what was taken counts once.
cli-answered-otherwise = The node answers { $status }: { $body }
cli-checked = { $file }: { $message }, errors: { $errors }, warnings: { $warnings }
cli-error = error
cli-warning = warning
cli-found = found
cli-expected = expected
cli-not-shown = This is not shown:
cli-man-written = { $count } pages are in { $dir }.

## Manual pages: crates/cli/src/manual.rs

man-name = Name
man-synopsis = Synopsis
man-description = Description
man-version = Version
man-exit = Exit status
exit-0 = What was asked is done, and everything holds.
exit-1 = A check failed, a message was not taken, or a fault kept the command from its work.
exit-2 = The command was not understood.
exit-70 = Evidence is damaged.

## The tables: crates/cli/src/show/

show-mrn = MRN
show-grn = GRN
show-lrn = LRN
show-dossier = dossier
show-standing = standing
show-set-apart = set apart
show-holder = holder
show-representative = representative
show-route = route
show-countries = countries
show-transits = offices of transit
show-limit-date = limit date
show-open = Who must act
show-covers = Covers
show-steps = Steps
show-number = no.
show-reference = guarantee
show-state = state
show-amount = amount
show-reasons = reasons
show-step = step
show-at = at
show-administration = administration
show-office = office
show-officer = officer
show-type = type
show-guarantor = guarantor
show-validity = validity
show-reference-amount = reference amount
show-held = held
show-free = free
show-wrong-codes = wrong access codes in a row
show-usage = Usage
show-requester = requester
show-asked = asked
show-peer = peer
show-sent = told
show-receipted = receipted
show-backlog = backlog
show-received = received
show-cosigned = cosigned
show-heard = last dispatch
show-never = never
show-no-peers = No peer has been told anything yet.
show-what = what
show-who = who
show-by = by
show-nothing-open = Nothing is open.
show-about = about
show-kind = kind
show-log = log
show-empty-journal = The journal is empty.
show-tasks = Tasks
show-files = Watched folder
show-alarms = Alarms
show-task = task
show-file = file
show-bytes = bytes
show-alarm = alarm
show-alarm-about = about
show-detail = detail
show-nothing-waits = Nothing waits.

## Steps of a movement: domain/transit/src/views.rs

step-presented = presented
step-accepted = accepted
step-covered = covered
step-not-covered = not covered
step-cover-withdrawn = cover withdrawn
step-control-ordered = control ordered
step-departure-controlled = controlled at departure
step-released = released for transit
step-exited = exit
step-entered = entry
step-arrived = arrived
step-unloading-permitted = unloading permitted
step-unloading-remarked = unloading remarks
step-controlled = controlled
step-ended = ended
step-discharged = discharged
step-cover-credited = cover credited
step-prelodged = lodged before presentation
step-goods-presented = goods presented
step-amendment-requested = amendment requested
step-amendment-called-for = amendment called for by customs
step-amended = amended
step-amendment-refused = amendment refused
step-invalidation-requested = invalidation requested
step-invalidated = invalidated
step-goods-accounted-for = goods answered for after invalidation
step-invalidation-refused = invalidation refused
step-other-guarantee-awaited = another guarantee awaited
step-release-requested = release asked for despite the control
step-not-released = not released for transit
step-arrival-forwarded = arrival told on
step-unloading-continued = unloading may go on
step-discrepancies-found = discrepancies found
step-discrepancies-notified = holder told of discrepancies
step-discrepancies-answered = discrepancies answered
step-discrepancies-solved = discrepancies solved
step-overdue = overdue
step-unheard = not heard from in time

## What became of a cover: domain/transit/src/views.rs, domain/guarantee/src/account/views.rs

cover-held = held
cover-not-held = refused
cover-withdrawn = withdrawn
cover-credited = credited

## Entries, kinds and tasks: crates/node/src/looking.rs

entry-event = event
entry-dispatch = dispatch
entry-receipt = receipt
entry-opened = opening
entry-adopted = adopted
entry-alarm = alarm
kind-movement = movement
kind-guarantee = guarantee
kind-hold = hold
task-due = due
task-later = later
task-awaiting = awaiting peers
task-parked = parked
cli-accept-gap = Let a node that recovers go on without an answer of every peer; two officers must
cli-show-recovery = How the recovery of a node stands whose store is older than what it has told others
show-recovery-none = The node is not recovering.
show-recovery-reads = Since { $since } the node only reads: { $why }.
show-recovery-goes-on = The node recovers since { $since } and writes again: { $why }.
recovery-noted = its store is older than the head noted in its keystore
recovery-told = a peer has a checkpoint of this node that its store knows nothing of
recovery-restored = its store was restored from a backup
show-recovery-answered = Have given back what they hold: { $nodes }
show-recovery-unanswered = Have not answered yet: { $nodes }
show-recovery-directory = Waits for version { $version } of the directory: it may list others who are to be asked
show-recovery-catching-up = No new hold before it is heard again what they told: { $nodes }
show-recovery-accepted = { $officer } has accepted the gap at { $at }
show-recovery-nothing = none
show-recovery-log = Epoch { $epoch }: { $held } entries held of { $written } written; came back: { $returned }; lost: { $lost }
cli-retention = Order what is kept of a dossier: that it is erased, preserved, or preserved no longer
cli-retention-erase = Have all that is kept of a dossier erased; two officers must
cli-retention-preserve = Have a dossier preserved, whatever its days, for proceedings say
cli-retention-end = Have a dossier preserved no longer; two officers must
cli-retention-provision = The rule the order rests on
cli-retention-reference = The file that holds the order; it is kept for ever, so it names nobody
retention-erased = { $dossier } is erased, by order of { $officers }.
retention-preserved = { $dossier } is preserved until two officers end it.
retention-preserved-no-more = { $dossier } is kept for its days again, by order of { $officers }.
retention-waits = Ordered by { $officers }. A second officer must order the same, under a token of his own.
cli-show-erasures = What was erased, and why
cli-show-erasures-number = Of which dossier, by its identifier or by the number it had; the first 500 where none is given
show-erasures-none = Nothing was erased.
show-erasures-line = { $at } { $dossier }: { $ground }
erased-agreement = copies were kept for the { $days } days that { $agreement } allows
erased-kept = all of it was kept for { $days } days
erased-decision = { $officers } ordered it, under { $provision }, file { $reference }
