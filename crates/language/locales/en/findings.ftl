# What is wrong with a message, under its rule; where a rule has no text of its own, under its class.
# Arguments: path, field (its last name), rule, found, given (yes, or no where it is missing),
# severity (error or warning). What was expected is shown beside the text.

## The document

finding-xml = The document is not well-formed XML, or not UTF-8.
    .next = Correct the place that is shown; nothing behind it could be read.
finding-json = The document is not well-formed JSON, not UTF-8, or not of the shape that is needed.
    .next = Correct the place that is shown: a message is an object with one member, its name; a table is an array with one object for each entry; each name stands once.
finding-dtd = The document has a document type declaration.
    .next = Leave DOCTYPE and all entities out.
finding-limit = The document is too large, too deep, or has more findings than are told.
    .next = Correct what is told and send it again; divide a document that is too large.

## Structure, formats and code lists

finding-structure = { $given ->
        [no] { $field } is required and missing.
       *[yes] { $field } is unknown here, out of order or too many times there.
    }
    .next = Compare the place with the structure of the message.
finding-format = { $field } does not have the form it needs.
    .next = Write the value in the form that is shown.
finding-code-list = { $severity ->
        [warning] { $field }: code { $found } is not among the known values of list { $rule }, which are not all public.
       *[error] { $field }: code { $found } is not in list { $rule } today.
    }
    .next = { $severity ->
        [warning] Check the code; the message is taken with it.
       *[error] Use a code of list { $rule } that is valid today.
    }
finding-CL060 = The message type does not say the same as the name of the message.
    .next = Write the name of the outermost element as the message type.

## Conditions and rules of NCTS phase 5

finding-C0085 = { $given ->
        [no] A guarantee of this type needs a reference, and none is given.
       *[yes] A guarantee of this type has no reference, and one is given.
    }
    .next = Give the reference for types 0, 1, 2, 3, 4, 5 and 9, and leave it out for every other type.
finding-C0086 = { $given ->
        [no] A guarantee of this type needs { $field }, and it is missing.
       *[yes] A guarantee of this type has no { $field }, and one is given.
    }
    .next = Give the GRN and the access code for types 0, 1, 2, 4 and 9, and leave them out for every other type.
finding-C0130 = { $given ->
        [no] A guarantee of this type needs the other guarantee reference, and it is missing.
       *[yes] A guarantee of this type has no other guarantee reference, and one is given.
    }
    .next = Give it for type 8; it may be given for type 3, and for no other.
finding-C0467 = { $given ->
        [no] Neither the LRN nor the MRN is given.
       *[yes] Both the LRN and the MRN are given.
    }
    .next = Give the MRN once the declaration has been accepted, and the LRN before; never both.
finding-C0685 = { $given ->
        [no] Neither the LRN nor the MRN is given.
       *[yes] Both the LRN and the MRN are given.
    }
    .next = Give the MRN once the declaration has been accepted, and the LRN before; never both.
finding-R0028 = The check digit of the MRN does not suit the rest of the number.
    .next = Compare the MRN with the accompanying document; the message is taken with it.
finding-R0318 = The length of the GRN does not suit the type of guarantee.
    .next = Give 24 characters for a voucher and 17 for every other type.
finding-R0410 = The 17th character of the MRN does not suit the security data of the declaration.
    .next = Check the MRN and the security code.
finding-R0520 = { $field } differs from the declaration and may not be amended now.
    .next = Leave it as it was declared, and check the amendment flag.
finding-R0987 = { $field } is out of sequence.
    .next = Count from 1 without a gap.
finding-address = The message is not addressed to the administration of the office that is to answer it.
    .next = Write NTA and the country of the office, as in NTA.CI, or name an office of that country.
finding-LRN = The local reference { $found } has letters that nobody can read out or type everywhere.
    .next = Use letters and digits without accents, spaces, and - _ . / only.
finding-unseen = { $field } has the letter { $found }, which is not seen and makes the text read otherwise than it is written.
    .next = Type the text again, without what was copied with it.
finding-condition = Condition { $rule } is not met at { $field }.
    .next = Compare the element with condition { $rule } of the message specification.
finding-rule = Rule { $rule } is not met at { $field }.
    .next = Compare the element with rule { $rule } of the message specification.

## What the message asks

finding-mapping = { $given ->
        [no] { $field } is missing, or its value cannot be used here.
       *[yes] { $field }: the value { $found } cannot be used here.
    }
    .next = Give a value of the kind that is shown.
finding-recorded = { $given ->
        [no] { $field } was recorded before, and is not given any more.
       *[yes] { $field }: { $found } differs from what was recorded before.
    }
    .next = What is recorded stands, and the other steps of the SAD are taken; correct the SAD, or ask the office that recorded it.
finding-message = Messages of the kind { $found } are not taken here.
    .next = Send a declaration (CC015C), an arrival notification (CC007C) or a SAD.
finding-reference = { $given ->
        [no] { $field } is required in the reference data and missing.
       *[yes] { $field } of the reference data is not as it should be.
    }
    .next = Correct the reference data and load it again; nothing of it has been taken.
finding-refusal = The message was read, and what it asks is refused under { $rule }.
    .next = Look up code { $rule } for the reason and for what to do.
finding-other = { $field } does not satisfy { $rule }.
    .next = Compare the value with what is expected.

## Tables that are imported: crates/cli/src/sheet.rs

finding-encoding = The file is not in UTF-8.
    .next = Save it in UTF-8 (in a spreadsheet: CSV UTF-8), and import it again.
finding-csv = The line has another number of cells than the first line has columns.
    .next = Put cells that hold the separator into quotes, and give every line as many cells as there are columns.
finding-column = { $given ->
        [no] Column { $field } is required and missing.
       *[yes] There is no column { $found } here, or it stands there twice.
    }
    .next = Use the names that are shown.
finding-cell = { $given ->
        [no] { $field } is required and empty.
       *[yes] { $field } does not have the form it needs.
    }
    .next = Write the value in the form that is shown.
finding-entry = Another entry, which holds { $found }, stands in the way: nothing that held is taken out or changed, only ended.
    .next = Let the new entry begin later than an open one, without a last day; it then ends that one the day before. Where an end is set, change the end first.
finding-registered = This guarantee is registered already, and { $field } is not what is registered.
    .next = Correct the row; to change the guarantee itself, send the node the command for it.
