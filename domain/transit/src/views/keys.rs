//! By what a movement is found beside others: the traders and offices it has to do with.

use kernel::{Name, NameKind};

use crate::event::{Declaration, Event};

/// The keys an event adds.
pub(crate) fn keys(event: &Event) -> Vec<Name> {
    match event {
        Event::Presented { declaration, .. } => declared(declaration),
        Event::Arrived { office, trader, .. } => {
            vec![Name::new(NameKind::Office, office), Name::new(NameKind::Trader, trader)]
        }
        Event::Exited { office, .. } | Event::Entered { office, .. } => {
            vec![Name::new(NameKind::Office, office)]
        }
        Event::Accepted { .. }
        | Event::Covered { .. }
        | Event::NotCovered { .. }
        | Event::CoverWithdrawn { .. }
        | Event::ControlOrdered { .. }
        | Event::DepartureControlled { .. }
        | Event::Released { .. }
        | Event::UnloadingPermitted { .. }
        | Event::UnloadingRemarked { .. }
        | Event::Controlled { .. }
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
