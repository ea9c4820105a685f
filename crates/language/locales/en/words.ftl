# Short phrases for what a dossier is, what is not as it should be, and who must act.
# A standing is said under the kind of its dossier: movement, hold, guarantee.

## How far a movement has come: domain/transit/src/standing.rs

movement-unknown = not heard from departure
movement-presented = declaration presented
movement-accepted = declaration accepted
movement-released = released for transit
movement-under-way = under way
movement-arrived = arrived at destination
movement-controlled = controlled at destination
movement-ended = ended at destination
movement-discharged = discharged
movement-prelodged = declaration lodged, goods awaited
movement-not-released = not released
movement-invalidated = invalidated

## What is not as it should be with a movement, and what to do

concern-cover-refused = a guarantee was refused
    .next = Amend the declaration: name another guarantee, or an amount that it covers.
concern-access-code-refused = the access code of a guarantee was refused
    .next = Amend the declaration with the right code, or name another guarantee; where too many wrong codes have closed it, its office sets new ones.
concern-control-pending = a control has no result yet
    .next = Control the goods and record the result.
concern-uncovered = released without the cover it needs
    .next = Obtain cover from the guarantee, or have the goods held until there is some.
concern-no-agreement = released over a route that no agreement joins
    .next = Agree with the countries of the route how this movement is watched.
concern-exit-missing = { $left } has not recorded the exit to { $entered }
    .next = Record the exit from the papers of the office of exit.
concern-entry-missing = { $entered } has not recorded the entry from { $left }
    .next = Record the entry from the papers of the office of entry.
concern-arrived-elsewhere = arrived at { $office }, not at the office declared
    .next = Establish whether the movement may end there.
concern-arrived-twice = two administrations say that it arrived with them
    .next = Ask both offices of destination which one has the goods.
concern-unloading-not-conform = the authorised consignee reported that goods or seals are not as declared, and no control has a result
    .next = Control the goods and record the result.
concern-control-not-satisfactory = the control at destination was not satisfactory
    .next = Settle the discrepancies before the movement is discharged.
concern-discharged-before-end = discharged before destination said that it ended
    .next = Record the end of the operation, or tell departure that the goods did not come.
concern-credit-missing = discharged, and a guarantee has not set its amount free
    .next = Credit the amount to the guarantee.
concern-amendment-requested = the declarant asked for an amendment and has no answer
    .next = Accept the amendment or refuse it.
concern-amendment-called-for = customs called for an amendment that has not come
    .next = Amend the declaration as customs ask.
concern-invalidation-requested = the holder asked for invalidation and has no answer
    .next = Invalidate the declaration or refuse to.
concern-departure-not-satisfactory = the control at departure was not satisfactory
    .next = Refuse release, or order another control.
concern-release-declined = the control at departure found differences, and the holder does not ask for release in spite of them
    .next = Refuse release, or order another control.
concern-holder-unheard = the control at departure found differences
    .next = Say whether you ask for release all the same (CC054C).
concern-release-requested = the control at departure found differences, and the holder asks for release all the same
    .next = Release the goods or refuse to.
concern-seen-though-invalidated = its declaration was invalidated, the goods were seen beyond departure, and departure has not said what became of them
    .next = Establish where the goods are and under which declaration they move, and say so in the remarks of a second invalidation; the office that has them keeps them under customs supervision until then.
concern-overdue = the limit date has passed and nobody on the route knows of an arrival
    .next = Ask the holder and the offices of the route where the goods are.
concern-unheard = the limit date has passed, and { $administration } has not been heard since
    .next = Restore the link to that administration, or decide without it.
concern-discrepancies-unanswered = the holder was told of discrepancies and has not answered
    .next = Answer the office of departure.
    .late = Decide without his answer: solve the discrepancies, or go after the debt.
concern-discrepancies-unsolved = the holder has answered, and the discrepancies have not been solved
    .next = Solve the discrepancies, or go after the debt.

## Who must act

resolver-holder = the holder of the transit procedure
resolver-departure = the office of departure
resolver-destination = the office of destination
resolver-trader-at-destination = the trader at destination
resolver-guarantee-home = the home of the guarantee
resolver-country = the customs administration of { $country }

## Where the request for cover stands: domain/guarantee/src/hold/standing.rs

hold-silent = nothing requested
hold-requested = waiting for the guarantee to answer
hold-held = amount held
hold-not-held = refused
hold-uncovered = released uncovered
hold-withdrawing = being withdrawn
hold-crediting = being credited
hold-credited = credited

## What a guarantee is: domain/guarantee/src/account/standing.rs

guarantee-unregistered = not registered
guarantee-usable = usable
guarantee-suspended = suspended
guarantee-used = used

# A type of guarantee, by its code of CL229 in the argument kind.
guarantee-type = { $kind ->
        [0] guarantee waiver (0)
        [1] comprehensive guarantee (1)
        [2] individual guarantee by undertaking (2)
        [3] individual guarantee in cash (3)
        [4] individual guarantee by voucher (4)
        [9] individual guarantee with multiple usage (9)
       *[other] type { $kind }
    }

## What an operator must look at: crates/journal/src/entry.rs

alarm-quarantined = a dossier with a broken history was set apart
    .next = Keep the evidence and ask the writer of the broken part; everything else goes on.
alarm-contested = something was sent that does not count
    .next = Read the detail and ask the sender.
alarm-unreadable = an entry of a peer is not understood here
    .next = Bring this node up to the version of its peer.
alarm-uncovered = a movement was released without the cover it needs
    .next = Find out how it came to be released, and obtain cover or hold the goods.
alarm-task-refused = a step that should follow by itself was refused
    .next = Read the code of the refusal and take the step by hand.
alarm-two-histories = a peer has told two histories of one journal
    .next = Accept nothing more from that journal; keep both checkpoints as proof and tell its administration.
alarm-national-contradicts = the national system contradicts what is recorded
    .next = Compare the two records and correct the wrong one.
alarm-clock-skewed = the clock of a peer differs from ours
    .next = Check the clock of both nodes.
alarm-uncosigned = too few peers have confirmed the journal for too long
    .next = See which peers cannot be reached, and bring the connection back.
alarm-directory-expired = the directory in force has expired
    .next = Ask the members for the next directory; until then nothing new should be promised under this one.
alarm-undelivered = somebody who asked to be told could not be
    .next = Tell the owner of the endpoint. Once it answers, a webhook that was disabled is resumed from where it stopped; whatever else was to be told is told by itself.
alarm-misconfigured = something this node is set to use cannot be used
    .next = Mend it where the alarm says; what was not taken meanwhile is sent again.
alarm-recovered = a node goes on in a new epoch, because its store was older than what it had told others
    .next = Look with “passavant show recovery” at the node concerned: it says by number what came back and what is lost. What is lost is done again by whoever did it.
alarm-key-compromised = entries were sealed by a key that somebody else may have had
    .next = They do not count until the node that wrote them goes on under its next key. Ask its administration when that will be; what only the other has written never counts, and what followed from it is undone by an officer.

## Why a movement is open: domain/transit/src/views/why.rs

next-present-goods = present the goods
next-accept = accept the declaration
next-answer-cover = answer the request for cover
next-decide-control = order the control that was announced, or release the goods without it
next-release = release the goods for transit
next-arrive = present the goods at destination
next-permit-unloading = permit unloading
next-remark-unloading = report what was unloaded
next-control = control the goods
next-end = end the operation
next-discharge = discharge the movement
next-name-guarantee = name another guarantee
next-give-access-code = amend the declaration with the right access code, or name another guarantee
next-find-cover = find cover for what was released without it
next-set-free = set the amount free
next-tell-declaration = tell the others what was declared

then-invalidated = the declaration is invalidated
then-not-released = the goods are not released
then-waits = everything waits
then-guarantee-bound = the guarantee stays bound
then-overdue = the movement is overdue
then-enquiry = the office of departure starts an enquiry
then-recovery = the debt is recovered

why-concern = { $concern }: { $resolver } must act, since { $since }. { $next } Otherwise { $then }.
why-concern-by = { $concern }: { $resolver } must act, since { $since }, by { $by }. { $next } Otherwise { $then }.
why-concern-late = { $concern }: { $resolver } must act, since { $since }. { $next } It was to be done by { $by }, and that day has passed. Where nobody acts, { $then }.
why-next = { $resolver } is to { $next }, since { $since }. Until then { $then }.
why-next-by = { $resolver } is to { $next }, since { $since }, by { $by }. Otherwise { $then }.
why-next-late = { $resolver } is to { $next }, since { $since }. It was to be done by { $by }, and that day has passed. Where nobody acts, { $then }.
why-guarantee-refused = Of guarantee { $guarantee }: { $because }
why-contradicted = On { $since } the national system said: { $said }. { $why } The record stands. Compare both and correct the one that is wrong.
why-contradicted-differs = It differs from what is recorded.

## Training: crates/api/src/training.rs

training-mark = Training: this counts for nothing
