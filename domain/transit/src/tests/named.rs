//! Messages that name others than their movement's, and unloading that cannot have been as it is told.

use super::*;

fn others() -> Named {
    Named {
        holder: Some("CI200".parse().unwrap()),
        representative: Some("CI300".parse().unwrap()),
        departure: Some(office("CIX01000")),
        destination: Some(office("MLX01000")),
        trader: Some("ML900".parse().unwrap()),
    }
}

fn another(fields: &[&'static str]) -> Vec<Refusal> {
    fields.iter().map(|field| Refusal::NamesAnother { field }).collect()
}

#[test]
fn a_message_that_names_another_holder_or_office_than_its_movement_is_refused() {
    let fields = ["HolderOfTheTransitProcedure", "Representative", "CustomsOfficeOfDeparture"];
    let invalidate = |named| Command::RequestInvalidation { remarks: None, named };
    refused(&presented(), &asked("CI"), invalidate(others()), &another(&fields));
    let declared = presenting().declaration;
    let (holder, departure) = (Some(declared.holder), Some(declared.departure));
    let own = Named { holder, departure, ..Named::default() };
    assert_eq!(happens(&presented(), &asked("CI"), invalidate(own.clone())), ["invalidated"]);
    // What is wrong besides is told at once.
    let all = [another(&fields[2..]), vec![Refusal::ReleaseNotAsked]].concat();
    let named = Named { departure: Some(office("CIX01000")), ..own };
    let command = Command::RequestRelease { requested: true, named: named.clone() };
    refused(&accepted(), &asked("CI"), command, &all);
    let presenting = GoodsPresenting { named, ..GoodsPresenting::default() };
    let command = Command::PresentGoods(Box::new(presenting));
    refused(&prelodged(), &asked("CI"), command, &another(&fields[2..]));
}

fn authorised() -> Case {
    let authorised = Facts { consignee_authorised: true, ..facts("ML") };
    let case = released().seen_by("ML").did(&authorised, arrival(Some("C522-7")));
    case.did(&facts("ML"), Command::PermitUnloading { basis: basis() })
}

fn remark(date: &str, completed: bool, named: Named) -> Command {
    let date = day(date);
    let unloading = Unloading { date, completed, conform: true, seals: SealState::Intact };
    Command::RemarkUnloading { unloading, remarks: None, found: None, named }
}

#[test]
fn unloading_remarks_are_of_the_office_and_the_trader_of_the_arrival() {
    let fields = ["CustomsOfficeOfDestinationActual", "TraderAtDestination"];
    let command = remark("2026-11-24", true, others());
    refused(&authorised(), &asked("ML"), command, &another(&fields));
    let (destination, trader) = (Some(office("MLBKO000")), Some("ML200".parse().unwrap()));
    let own = Named { destination, trader, ..Named::default() };
    assert_eq!(
        happens(&authorised(), &asked("ML"), remark("2026-11-24", true, own)),
        ["unloading-remarked"]
    );
}

#[test]
fn goods_are_unloaded_between_their_arrival_and_today_and_what_is_complete_stays_so() {
    let (from, until) = (day("2026-11-24"), facts("ML").today);
    for date in ["2020-11-24", "2030-01-01"] {
        let why = [Refusal::NotUnloadedThen { date: day(date), from, until }];
        refused(&authorised(), &asked("ML"), remark(date, true, Named::default()), &why);
    }
    let case = authorised().did(&asked("ML"), remark("2026-11-24", true, Named::default()));
    let command = remark("2026-11-24", false, Named::default());
    refused(&case, &asked("ML"), command, &[Refusal::UnloadingComplete]);
}
