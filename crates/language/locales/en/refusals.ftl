# Why something was not done, and what to do now, under the code of the refusal.
# An argument is a field of the refusal; docs/errors/<CODE>.md says more about each code.

## Guarantees: domain/guarantee/src/account/refusal.rs

GUA-001 = The guarantee is not in the register yet.
    .next = Register it first, then ask again.
GUA-002 = The guarantee is in the register already.
    .next = Change its amount or its validity, or begin a new dossier for another guarantee.
GUA-003 = The guarantee reference number (GRN) belongs to the register of { $country }.
    .next = Register the guarantee with the customs administration of { $country }, or leave the number out and one is given here.
GUA-004 = The check digit of the guarantee reference number (GRN) is wrong; the number calls for { $expected } as its 17th character.
    .next = Compare the number with the guarantee document; at least one character differs.
GUA-005 = The length of the guarantee reference number (GRN) does not suit this type: { guarantee-type }.
    .next = Give 24 characters for a voucher and 17 for every other type, or correct the type.
GUA-006 = A cash deposit has neither a guarantee reference number (GRN) nor a voucher.
    .next = Leave both out and name the account of the deposit.
GUA-007 = A cash deposit is known by its account, and no account is named.
    .next = Name the account under which the deposit was taken.
GUA-008 = Only a cash deposit has an account or another reference; the type given is: { guarantee-type }.
    .next = Leave both out, or correct the type.
GUA-009 = A guarantor must stand behind this type, and none is named: { guarantee-type }.
    .next = Name the guarantor.
GUA-010 = The reference amount is zero.
    .next = Give an amount greater than zero.
GUA-011 = A share of { $percentage }% of the reference amount is not allowed for this type: { guarantee-type }.
    .next = Give 0% for a guarantee waiver, 1% to 100% for a comprehensive guarantee and 100% for every other type.
GUA-012 = The validity would end on { $until }, before it begins on { $from }.
    .next = Correct the first or the last day.
GUA-013 = The currency of a guarantee never changes, and this one is kept in { $currency }.
    .next = Give the amount in { $currency }; for another currency register another guarantee.
GUA-014 = Movements hold { $held } of this guarantee, more than the new amount.
    .next = Give at least { $held }, or wait until movements have been discharged.
GUA-015 = No access code is given, and the new codes would replace all that are in force.
    .next = Give at least one access code of four characters.
GUA-016 = A cash deposit has no access code.
    .next = Nothing needs to be set: a declaration names the deposit by its account.
GUA-017 = The guarantee is suspended already.
    .next = Nothing is left to do; to let movements use it again, lift the suspension.
GUA-018 = The guarantee is not suspended.
    .next = Nothing is left to do; movements may use it as long as it is valid.
GUA-019 = Request { $hold } was answered otherwise before.
    .next = The first answer stands; for another amount the administration of departure withdraws the request and makes a new one.
GUA-020 = Request { $hold } holds nothing that could be set free.
    .next = Check which request holds the amount; one that was refused, or never arrived, holds nothing.
GUA-021 = The national system decides about this guarantee, and the reference of its record is missing.
    .next = Give the national reference with the command.
GUA-022 = The national system decides about this guarantee; the node only records what it does.
    .next = Let the national system act, then record here what it did.
GUA-023 = The node decides about this guarantee; nothing that a national system did is to be recorded.
    .next = Nothing is left to do: the node answers, withdraws and credits by itself.
GUA-024 = Nobody with a right to decide stands behind this act.
    .next = Give a post for guarantees at the office of guarantee a standing order; the node then acts in its name.
GUA-025 = This node has no guarantee reference number (GRN) to give.
    .next = Register the guarantee at a node of a country: numbers are given in the name of one.
GUA-026 = Request { $hold } was not made of this guarantee.
    .next = Give the hold and the number of the request as the hold shows them.
GUA-027 = Request { $hold } asks for something else than what is to be recorded.
    .next = Record the use as the request names it; where less is held than was asked, record that it is not held.
GUA-028 = Guarantor { $guarantor } is in no register here.
    .next = Check the number, or have the guarantor entered in the register of guarantors.
GUA-029 = Guarantor { $guarantor } is in the register, and not approved today.
    .next = Have the approval renewed, or name another guarantor.
GUA-030 = In { $country } nobody receives what is addressed to guarantor { $guarantor }, and the law there wants somebody.
    .next = Have an agent or an address of the guarantor in { $country } entered in the register, or exclude { $country } from the validity.
GUA-031 = The access code is wrong.
    .next = Give a code that is in force; too many wrong ones close the guarantee until all codes are replaced.
GUA-032 = Too many access codes were wrong; none opens this guarantee now.
    .next = Ask the office of guarantee to replace all access codes.
GUA-033 = An access code is needed, and none is given.
    .next = Give an access code of the guarantee; only its holder and its guarantor need none, where each is recognised by a token of its own.
GUA-034 = The access code that is to be withdrawn is not in force.
    .next = Leave it out, or give one that is in force.
GUA-035 = The guarantee is not one of holder { $holder }.
    .next = Check the number of the guarantee and the number of the holder.
GUA-036 = Requester { $requester } is named, and somebody else asks.
    .next = Ask in your own name.
GUA-037 = Requester { $requester } is neither the holder nor the guarantor of this guarantee, nor an agent of its guarantor.
    .next = Leave the query to one of these; nobody else is told.
GUA-038 = The guarantee is not kept at office { $office }.
    .next = Name the office where the guarantee was registered.
GUA-039 = Query { $query } is not allowed for this type: { guarantee-type }.
    .next = Ask 1 (uses) or 4 (owner) of an individual guarantee or a voucher; a cash deposit is known to its office alone.
GUA-040 = No period goes with query { $query } for this type: { guarantee-type }.
    .next = Leave the period out; only queries 1 and 3 of a guarantee for several movements have one.
GUA-041 = The period would end on { $until }, and begin only on { $from }.
    .next = Give a last day after the first.
GUA-042 = No register here has the name and address of holder { $holder }.
    .next = Have the holder entered in the register of traders.

## Holds: domain/guarantee/src/hold/refusal.rs

HLD-001 = Request { $attempt } is open or holds an amount, and another one was to be made.
    .next = Withdraw request { $attempt } first.
HLD-002 = There is no request { $attempt } in this hold.
    .next = Check the number of the request.
HLD-003 = Request { $attempt } was answered otherwise before.
    .next = The first answer is final; to hold something else, withdraw the request and make a new one.
HLD-004 = Request { $attempt } holds nothing that could be credited.
    .next = Check which request holds the amount.
HLD-005 = This hold is about another guarantee.
    .next = Begin a hold of its own for the other guarantee.
HLD-006 = Only the administration that began this hold asks, withdraws and requests credit.
    .next = Leave it to that administration.
HLD-007 = Only the home of the guarantee answers in this hold.
    .next = Leave the answer to the home of the guarantee.
HLD-008 = Nothing was asked in this hold, so nobody need know of the guarantee.
    .next = Nothing is left to do.

## Movements: domain/transit/src/refusal.rs

TRA-001 = No declaration has been presented in this dossier yet.
    .next = Present the declaration at the office of departure first.
TRA-002 = A declaration has been presented in this dossier already.
    .next = Begin a new dossier for another declaration.
TRA-003 = Only the administration of departure does this.
    .next = Ask the office of departure.
TRA-004 = Office { $office } does not belong to this administration.
    .next = Name an office of this administration, or turn to the administration of { $office }.
TRA-005 = The directory of the region does not list office { $office }.
    .next = Check the code of the office; where it is right, its administration must list it.
TRA-006 = The guarantee is kept in { $country }, which is no member of the region.
    .next = Name a guarantee that is registered with a member of the region.
TRA-007 = The declaration names no guarantee.
    .next = Name a guarantee, or the type that says why none is needed.
TRA-008 = Guarantee { $cover } of the declaration has no reference.
    .next = Give its guarantee reference number (GRN), or the account of the cash deposit.
TRA-009 = Guarantee { $cover } of the declaration has no amount to be covered.
    .next = Give the amount and its currency; zero does not count.
TRA-010 = The route does not begin in the country of departure and end in the country of destination.
    .next = Correct the offices or the countries of the route.
TRA-011 = The limit date { $limit_date } has passed already.
    .next = Give today's date or a later one.
TRA-012 = No limit date is known: none was set, none was declared, and no route says how many days it takes.
    .next = Set the limit date with the release.
TRA-013 = The declaration has not been accepted yet.
    .next = Accept the declaration first.
TRA-014 = The declaration has been accepted already.
    .next = Nothing is left to do; go on with the movement under its MRN.
TRA-015 = The declaration names no guarantee { $cover } that must hold an amount.
    .next = Check the number: guarantees are counted from 1, in the order of the declaration.
TRA-016 = Guarantee { $cover } holds nothing for this movement.
    .next = Check which guarantee of the declaration holds an amount.
TRA-017 = Guarantee { $cover } does not hold the { $amount } that release for transit needs.
    .next = Wait for the answer of the guarantee; where it was refused, present a new declaration with sufficient cover.
TRA-018 = No agreement in force joins { $one } and { $other }, and both are on the route.
    .next = Choose another route, or wait until an agreement between the two is in force.
TRA-019 = A control was ordered and has no result yet.
    .next = Record the result of the control first.
TRA-020 = The control was not satisfactory; its result is { $code }.
    .next = At departure, settle the matter, order a new control and record its result; at destination the result stands and the office of departure takes the matter further.
TRA-021 = No control has been ordered.
    .next = Order the control first, then record its result.
TRA-022 = The movement has not been released for transit, or its release has not been told here yet.
    .next = Wait for the release; where it is known to have happened, ask the office of departure.
TRA-023 = The movement has been released for transit already.
    .next = From release on, its cover stays until discharge and its goods are controlled at destination.
TRA-024 = { $country } is not on the route of this movement.
    .next = Ask the office of departure before anything is recorded here.
TRA-025 = The passage at { $office } was recorded before with another time.
    .next = The first record stands; send the same time again, or nothing.
TRA-026 = The movement has arrived at { $office } already.
    .next = Go on with the arrival that is recorded.
TRA-027 = The movement has not arrived at an office of this administration.
    .next = Notify the arrival first.
TRA-028 = The trader is not an authorised consignee at this office today.
    .next = Check the authorisation (C522), its validity and its offices, or present the goods at the office without it.
TRA-029 = The goods did not arrive with an authorised consignee, so nothing is unloaded before the control.
    .next = Control the goods at the office.
TRA-030 = Unloading has not been permitted yet.
    .next = Wait for the unloading permission of the office of destination.
TRA-031 = The authorised consignee has not reported that unloading is complete.
    .next = Wait for the unloading remarks that say so, then record the control.
TRA-032 = The goods have not been controlled at destination.
    .next = Record the result of the control first.
TRA-033 = The goods have been controlled at destination already; the result is { $code }.
    .next = The first result stands.
TRA-034 = The office of destination has not said that the operation ended.
    .next = Wait until it has, or ask the office of destination.
TRA-035 = The national system decides about this movement, and the reference of its record is missing.
    .next = Give the national reference with the command.
TRA-036 = Nobody with a right to decide stands behind this act.
    .next = Act from a post with this function at the office, or give that post a standing order.
TRA-037 = This node has no movement reference number (MRN) of the country of departure to give.
    .next = Accept the declaration at a node of that country, under one of its numbers or under none: the node then makes one.
TRA-038 = The access code of guarantee { $cover } cannot be sealed to the home of the guarantee.
    .next = Check that guarantee { $cover } has a GRN of a member of the region and an amount; a cash deposit has no access code.
TRA-039 = Guarantee { $cover } has answered this request, or a later one, otherwise.
    .next = The recorded answer stands; compare the movement with its hold.
TRA-040 = The movement has not been discharged yet.
    .next = Its cover is set free once the office of departure has discharged it.
TRA-041 = The holder is not an authorised consignor at this office today.
    .next = Check the authorisation (C521), its validity and its offices, or present the goods at the office without it.
TRA-042 = { $representative } has no mandate for this: { $reason ->
        [unknown] the holder has given none
        [not-valid] none is valid today
        [representation-unsaid] it is not said in which way he acts
        [other-representation] none is for this way of acting
        [other-procedure] none is for transit
        [other-office] none is for this office
       *[other] { $reason }
    }.
    .next = { $reason ->
        [representation-unsaid] Say whether he acts directly or indirectly, and lodge again.
       *[other] Let the holder give a mandate that is valid today for transit at this office, have it registered, and lodge again.
    }
TRA-043 = The mandate of { $representative } ends at { $limit } for one declaration.
    .next = Let the holder raise the limit, lodge the declaration himself, or split the consignment.
TRA-044 = { $representative } has no licence to act for others here: { $reason ->
        [unknown] none is registered
        [not-valid] none is valid today
        [other-procedure] none is for transit
       *[other] { $reason }
    }.
    .next = Have the licence registered or renewed, or let the holder lodge the declaration himself.
TRA-045 = The goods of this prelodged declaration have not been presented; they may be until { $present_by }.
    .next = Present the goods at the office of departure, then go on.
TRA-046 = The goods have been presented already.
    .next = Go on with the declaration as it is.
TRA-047 = The goods were to be presented by { $present_by }.
    .next = Lodge a new declaration.
TRA-048 = { $field } may not be changed by this amendment.
    .next = Leave it as it was declared; where it must be another, invalidate the declaration and lodge a new one.
TRA-049 = Customs have said that they will control the goods, or have: the declaration is not amended unless they call for it.
    .next = Wait until customs decide, or call for an amendment.
TRA-050 = A guarantee was refused: only guarantees may be amended now.
    .next = Send the amendment with the flag for guarantees alone.
TRA-051 = No guarantee was refused: an amendment of guarantees alone has no place here.
    .next = Send the whole declaration as an ordinary amendment.
TRA-052 = No amendment was asked for.
    .next = Nothing is to be answered; to amend by yourself, send the amendment with its basis.
TRA-053 = An amendment is awaited, or waits for its answer.
    .next = Wait for it, then go on.
TRA-054 = The holder has not asked for invalidation.
    .next = Nothing is to be refused.
TRA-055 = The declaration was invalidated on { $date }.
    .next = Lodge a new declaration.
TRA-056 = On { $date } it was decided that the goods are not released.
    .next = Lodge a new declaration once the reason is gone.
TRA-057 = The goods are at destination, or the movement was discharged: there is nothing to invalidate.
    .next = Go on with what was found at destination.
TRA-058 = The control has found nothing that release would have to be asked for in spite of.
    .next = Wait for the release.
TRA-059 = No discrepancies were found at destination.
    .next = Wait for the result of the control at destination.
TRA-060 = The holder has not been told of discrepancies.
    .next = Notify them first.
TRA-061 = The limit date { $limit_date } has not passed.
    .next = Wait until it has.
TRA-062 = The holder has said that he does not ask for release.
    .next = Refuse the release, or let the holder ask for it.
TRA-063 = Unloading is complete.
    .next = Control the goods; whoever unloads may still correct what he found, as long as it stays complete.
TRA-064 = Office { $office } is not listed as an office of { $function ->
        [departure] departure
        [passage] transit
       *[destination] destination
    }.
    .next = Name an office that is; where { $office } does this work, its administration must list it so in the directory.
TRA-065 = The declaration names { $count } guarantees, more than a message has room for.
    .next = Name at most nine groups of guarantees, each of one type and of at most 99 references.
TRA-066 = It cannot have happened at { $at }: that is before the declaration was accepted, or on a day to come; today is { $until }.
    .next = Compare the time with the papers, and record when it happened.
TRA-067 = The message names another { $field } than its movement's.
    .next = Compare its number with your papers; it may be that of another movement.
TRA-068 = Unloading cannot have been on { $date }: the goods arrived on { $from }, and today is { $until }.
    .next = Compare the date with the papers, and send the remarks again.
TRA-069 = The declaration has no item { $item }.
    .next = Name the item by its number in the declaration, or say nothing of an item where all of the goods differ.
TRA-070 = The goods were seen at { $office }, and nothing is said of where they are.
    .next = Say in the remarks where the goods are and under which declaration they move, and invalidate again.

## The node itself: crates/node/src/refusal.rs

NOD-001 = Command { $id } was sent before with other content.
    .next = Give the new command an identifier of its own.
NOD-002 = Nothing is known here as { $name }.
    .next = Check the number; a movement of another administration is known here only after its release.
NOD-003 = { $reason ->
        [no-post] You hold no post that gives this right at this office now.
        [officer-without-post] The officer whom the national system names holds no post that gives this right.
        [other-trader] The dossier belongs to another trader.
        [not-for-traders] This is not for traders.
        [not-for-guarantors] This is not for guarantors.
        [not-for-people] Only the node itself does this, when an event asks for it.
        [officers-only] This is for officers who hold a post.
        [set-by-operator] This is set up by the operator of the node, in its configuration.
        [national-system-only] This is for the national system.
       *[other] You may not do this: { $reason }.
    }
    .next = Ask whoever assigns posts in your administration, or leave it to those whose dossier it is.
NOD-004 = Another dossier has the name { $name }.
    .next = Use another number; a holder uses each local reference number (LRN) once.
NOD-005 = The node is recovering from an old backup; it reads and does not write.
    .next = Try again when the operator has completed the recovery.
NOD-006 = The history of dossier { $dossier } is broken, and the dossier is set apart.
    .next = Tell the operator of the node; all other dossiers go on.
NOD-007 = Several dossiers have the name { $name }.
    .next = Name the dossier by its own identifier.
NOD-008 = What was sent cannot be read: { $detail }.
    .next = Correct it and send it again.
NOD-009 = This command was answered before, and the answer was erased with its dossier.
    .next = Nothing was done again; do not repeat it.
NOD-010 = Messages of the kind { $message } are not taken here.
    .next = Send a declaration (CC015C), an arrival notification (CC007C) or a SAD.
NOD-011 = What was sent is larger than { $limit_bytes } bytes.
    .next = Send less at a time.
NOD-012 = There is nothing at { $path }.
    .next = Compare the address with the description of the interface.
NOD-013 = Nobody is recognised by what was shown.
    .next = Show a valid token; your administration gives new ones.
NOD-014 = The node cannot work just now.
    .next = Send the same command again later, under the same identifier; it counts once.
NOD-015 = { $count ->
        [1] One thing is wrong with the message.
       *[other] { $count } things are wrong with the message.
    }
    .next = Correct everything that is listed and send the message again.
NOD-016 = The dossier is at version { $version }, not at the one the command was meant for.
    .next = Read the dossier again, and send the command under a new key if it is still wanted.
NOD-017 = { $method } is not done at { $path }.
    .next = Use one of the methods that the header Allow names.
NOD-018 = The node has stumbled over a mistake of its own.
    .next = Tell the operator of the node; the log says where. Whether anything was done is seen by asking.
NOD-020 = As many listen already as may: { $count }.
    .next = End a connection of your own that you no longer need, or try again later.
NOD-021 = As many are told at endpoints of their own as may be: { $count }.
    .next = Remove a webhook of your own that you no longer need, or ask the operator of the node.
NOD-022 = { $reason ->
        [not-an-address] Nothing can be carried to { $endpoint }: it is no address of an endpoint.
        [not-https] Nothing is carried to { $endpoint }: it is not an address of HTTPS.
        [not-listed] Nothing is carried to { $endpoint }: the operator of the node does not list its host.
       *[other] Nothing is carried to { $endpoint }: { $reason }.
    }
    .next = Give an HTTPS address and ask the operator of the node to list its host.
NOD-023 = Nothing has been told here as far as { $position }.
    .next = Begin without a position, and compare what you know with the histories of your dossiers.
NOD-024 = { $by } has not signed these very words, or not with the key that the directory gives.
    .next = Have the document signed as it is, without changing a letter, and bring it with all its signatures.
NOD-025 = { $signed } of the members whose word counts have signed the directory, and { $needed } must.
    .next = Have more members sign it as it is, and bring it again.
NOD-026 = { $known ->
        [0] No version of it is in force here, and version { $found } is not the first.
       *[other] Version { $found } does not follow version { $known } of it, the last before it that is known here.
    }
    .next = Bring the versions between them first; a node that has them gives them at /documents. Where the version is in force already and says something else, ask the secretariat of the region.
NOD-027 = Version { $version } of { $what } is known here and says something else.
    .next = Give what is to replace it the next version, and have it signed.
NOD-028 = { $reason ->
        [form] The document does not have the form of a directory or an agreement.
        [name] An agreement cannot be called "{ $what }".
        [parties] An agreement needs at least two parties.
        [stranger] { $what } is a party to the agreement and no member of the region.
        [no-directory] No directory is in force here, so nobody’s signature can be checked.
        [other-region] The directory is of another region.
        [not-theirs] A member states what is not its own: { $what }.
        [member] { $what } is listed twice in the directory, or has no key there.
        [mixed] The directory lists nodes for training beside others.
        [training] The directory is for training and the node is not, or the other way round.
       *[other] The document is not sound: { $reason } { $what }.
    }
    .next = { $reason ->
        [training] Bring it to a node of its own kind.
        [no-directory] Bring the directory first.
       *[other] Correct the document, give it to its members to sign anew, and bring it then.
    }
NOD-029 = The guarantee { $name } is not kept here but by the customs of { $administration }.
    .next = Ask there: { $endpoint }.
NOD-030 = The directory lists no other node called { $node }.
    .next = Compare the name with the directory; it is an administration and a number, such as BF-1.
NOD-031 = The pouch from { $from } for { $to } does not open here.
    .next = Bring it to the node it is for, or have it packed again; a new pouch holds everything the old one did.
NOD-032 = The access code that this node is set to give for { $trader } cannot be read.
    .next = Tell the operator: an alarm says which file. Once it is mended, send the same again.
NOD-033 = The node is not recovering, so there is no gap to accept.
    .next = Nothing need be done: `GET /recovery` says how the node is.
NOD-034 = You have accepted the gap already; another officer must accept it too.
    .next = Ask a second officer to accept it under a token of his own, or wait until the peers that are missing answer.
NOD-035 = The dossier { $dossier } was erased.
    .next = Nothing of it can be shown or done any more. When and why it was erased: passavant show erasures { $dossier }.
NOD-036 = Something can still come of the dossier { $dossier }, so it is not erased.
    .next = Wait until nothing more is owed and nothing is held: passavant show why tells who must act next. A guarantee is over once its last day has passed.
NOD-037 = The node { $node } has not been told all of the dossier { $dossier } yet, so it is not erased.
    .next = Order it again once { $node } has answered: passavant show peers. A node that has left the region is taken out of the directory.
NOD-038 = The dossier { $dossier } is preserved, so it is not erased.
    .next = Two officers end that first: passavant retention end { $dossier }.
NOD-039 = The dossier { $dossier } is not preserved, so there is nothing to end.
    .next = Nothing. It is kept for its days.
NOD-040 = You ask too much at a time: as many of your requests wait already as may ({ $count }).
    .next = Wait for answers before you ask more, and send this again after the seconds of Retry-After; a command counts once.

## Why a guarantee does not cover a movement: code list CL252, and W01 of our own

G01 = The guarantee does not exist.
    .next = Compare the guarantee reference number (GRN), or the account of the cash deposit, with the guarantee document.
G02 = The guarantee exists and is not valid today.
    .next = Check its first and last day, ask the office of guarantee whether it is suspended, or name another guarantee.
G03 = The access code is missing or wrong, or too many wrong codes have closed the guarantee.
    .next = Check the access code; where the guarantee is closed, the office of guarantee sets new codes.
G04 = The holder of the transit procedure is not the owner of the guarantee.
    .next = Name a guarantee of the holder, or correct the holder.
G05 = The voucher has been used already.
    .next = Name a voucher that has not been used.
G06 = The guarantee is not valid for suspended goods.
    .next = Name a guarantee that covers these goods, for instance an individual one.
G07 = The guarantee is not valid for sensitive goods.
    .next = Name a guarantee that covers these goods.
G08 = The guarantee is not valid in a country of the route.
    .next = Choose another route, or name a guarantee that covers every country of this one.
G09 = The guarantee does not cover the amount: too little of it is free, or there is no rate of exchange for the day.
    .next = Wait until movements have been discharged, have the reference amount raised, or name another guarantee.
G10 = The individual guarantee has been used already.
    .next = Name another guarantee.
G11 = The guarantee was given for another office of departure or destination.
    .next = Name a guarantee that covers this operation.
G12 = The guarantee was given for other goods, or does not cover all goods and none are named.
    .next = Name the goods by their codes, or a guarantee that covers them.
W01 = The request was withdrawn before it was answered.
    .next = Nothing is held; make a new request where cover is still needed.
