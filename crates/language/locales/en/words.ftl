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

## What is not as it should be with a movement, and what to do

concern-cover-refused = a guarantee was refused
    .next = Present another declaration with a guarantee that covers the amount.
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
concern-control-not-satisfactory = the control at destination was not satisfactory
    .next = Settle the discrepancies before the movement is discharged.
concern-discharged-before-end = discharged before destination said that it ended
    .next = Record the end of the operation, or tell departure that the goods did not come.
concern-credit-missing = discharged, and a guarantee has not set its amount free
    .next = Credit the amount to the guarantee.

## Who must act

resolver-holder = the holder of the transit procedure
resolver-departure = the office of departure
resolver-destination = the office of destination
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
alarm-clock-skewed = the clock of a peer is ahead of ours
    .next = Check the clock of both nodes.
alarm-uncosigned = too few peers have confirmed the journal for too long
    .next = See which peers cannot be reached, and bring the connection back.
alarm-directory-expired = the directory in force has expired
    .next = Ask the members for the next directory; until then nothing new should be promised under this one.
alarm-undelivered = somebody who asked to be told could not be, and is told no longer
    .next = Tell the owner of the webhook; once its endpoint answers again, it is resumed from where it stopped.
