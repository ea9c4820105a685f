### Evidence bundles and certified extracts: crates/cli/src/extract.rs, verify/bundle.rs, show/evidence.rs

## Options

cli-show-evidence = Write its evidence bundle to this file: what this node holds of it, with what proves it
cli-show-redact = Groups to leave out of the bundle, with commas between them; the rest stays proven
cli-verify-what = The folder of a node, in which node.toml is, or an evidence bundle
cli-verify-root = The root of the directory (root.json), for a bundle: as it was handed over on another way
cli-verify-extract = Write a certified extract of the bundle to this file, in the language of --lang

## What is said

cli-evidence-written = The evidence bundle is in { $file } ({ $bytes } bytes). Check it with: passavant verify { $file } --root root.json
cli-evidence-verified = { $records } records, { $cosigned } of them cosigned as the directory asks; { $receipts } receipts, { $checkpoints } checkpoints, { $directories } versions of the directory and { $agreements } of agreements checked.
cli-evidence-no-part = Not in the bundle: place { $number } in the part of { $writer } of { $dossier }.
cli-evidence-no-entry = Not in the bundle: entry { $number } of { $writer } about { $dossier }, which another had seen.
cli-extract-written = The certified extract is in { $file }.
cli-verify-needs-root = A bundle is checked against the root of the directory: name it with --root.
show-entry = entry

## The certified extract

extract-title = CERTIFIED EXTRACT
extract-training = FOR TRAINING: nothing in this extract counts.
extract-of = From the journals of the customs administrations of the region { $region }. It states what the evidence bundle named below proves of one movement, as far as it was to be told. Where the two differ, the bundle prevails. Times are in UTC and are those their writers state.
extract-digest = evidence bundle (SHA-256)
extract-happened = What happened
extract-absent = What is not in the bundle
extract-nothing-absent = Nothing that a record in it names, and no place before a later one.
extract-rests = What it rests on
extract-rests-on = Each record is an entry of its writer’s journal. The hash of its leaf leads by a proof of inclusion to the root of a checkpoint, which is signed with the key that the signed directory gives for that journal. Whoever has cosigned has recorded a checkpoint that covers the entry, and says so in his own journal. What is withheld stays proven by its commitment.
extract-check = How it is checked
extract-check-how = Take the bundle and the root of the directory, which your own administration has on another way, to any computer without a network, and run: passavant verify BUNDLE --root root.json. It names the digest above, and the first thing that does not hold, if anything does not. The form of the bundle, passavant-evidence/1, is published, so that others may check it with programs of their own.
extract-certified = Certified
extract-certified-by = The undersigned has had the bundle checked and certifies that this extract says what it proves.
extract-post = post
extract-place-and-date = place and date
extract-signature = signature and stamp

extract-written = written
extract-took-place = took place
extract-day = day
extract-control = result of control
extract-seals = seals
extract-trader = trader
extract-writer = by
extract-not-listed = not listed
extract-provision = provision
extract-national = national reference
extract-made = decided
extract-by-officer = by the officer, in the node
extract-by-standing-order = under a standing order of the post
extract-by-national-system = by the national system, and recorded
extract-record = record
extract-record-is = entry { $entry } of { $log }
extract-leaf = hash of its leaf
extract-checkpoint = checkpoint
extract-checkpoint-is = { $size } entries, root { $root }
extract-cosigned = cosigned by
extract-nobody = nobody in this bundle
extract-quorum = { $by }: as many as version { $directory } of the directory asks for ({ $quorum })
extract-no-quorum = { $by }: fewer than version { $directory } of the directory asks for ({ $quorum })
extract-quorum-unknown = { $by }: version { $directory } of the directory is not in this bundle
extract-withheld = withheld
extract-groups = groups of the record: { $count }
extract-counts = does it count
extract-waits = not yet: something it rests on is not in this bundle
extract-cannot-be-read = it cannot be said: what it says is withheld, was erased, or is of a newer program
extract-contested = no: its writer may not say this, or not there
extract-unreadable = a record whose content cannot be shown

extract-hold-requested = cover requested
extract-check-requested = question whether cover would be given
extract-hold-withdrawn = request for cover withdrawn
extract-credit-requested = cover no longer needed
extract-released-uncovered = released without cover
extract-held = amount held by the guarantee
extract-not-held = cover refused
extract-checked = question about cover answered
extract-credited = amount set free by the guarantee
extract-guarantee-suspended = guarantee suspended
extract-suspension-lifted = suspension of the guarantee lifted
extract-guarantee-validity-changed = validity of the guarantee changed
