//! By what a movement is found beside others: the traders and offices it has to do with.

use kernel::{Name, NameKind};

use crate::event::{Declaration, Event};

/// The keys an event adds.
pub(crate) fn keys(event: &Event) -> Vec<Name> {
    match event {
        // An amended movement is found by what it was declared as before, too.
        Event::Presented { declaration, .. }
        | Event::Prelodged { declaration, .. }
        | Event::AmendmentRequested { declaration }
        | Event::Amended { declaration, .. } => declared(declaration),
        Event::Arrived { office, trader, .. } => {
            vec![Name::new(NameKind::Office, office), Name::new(NameKind::Trader, trader)]
        }
        Event::Exited { office, .. } | Event::Entered { office, .. } => {
            vec![Name::new(NameKind::Office, office)]
        }
        Event::GoodsPresented { .. }
        | Event::AmendmentRefused { .. }
        | Event::AmendmentCalledFor { .. }
        | Event::InvalidationRequested
        | Event::InvalidationRefused { .. }
        | Event::Invalidated { .. }
        | Event::GoodsAccountedFor { .. }
        | Event::Accepted { .. }
        | Event::Covered { .. }
        | Event::OtherGuaranteeAwaited { .. }
        | Event::NotCovered { .. }
        | Event::CoverWithdrawn { .. }
        | Event::ControlOrdered { .. }
        | Event::DepartureControlled { .. }
        | Event::ReleaseRequested { .. }
        | Event::NotReleased { .. }
        | Event::Released { .. }
        | Event::UnloadingPermitted { .. }
        | Event::UnloadingContinued { .. }
        | Event::UnloadingRemarked { .. }
        | Event::Controlled { .. }
        | Event::DiscrepanciesFound { .. }
        | Event::DiscrepanciesNotified { .. }
        | Event::DiscrepanciesAnswered
        | Event::DiscrepanciesSolved { .. }
        | Event::ArrivalForwarded { .. }
        | Event::Overdue { .. }
        | Event::Unheard { .. }
        | Event::Ended { .. }
        | Event::Discharged { .. }
        | Event::CoverCredited { .. } => Vec::new(),
    }
}

fn declared(declaration: &Declaration) -> Vec<Name> {
    let mut keys = vec![
        Name::new(NameKind::Holder, &declaration.holder),
        Name::new(NameKind::Reference, &declaration.lrn),
        Name::new(NameKind::Trader, &declaration.holder),
    ];
    if declaration.declarant() != &declaration.holder {
        keys.push(Name::new(NameKind::Trader, declaration.declarant()));
    }
    let declared = [&declaration.departure, &declaration.destination];
    for office in declared.into_iter().chain(&declaration.transits) {
        let key = Name::new(NameKind::Office, office);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}
