//! A peer that was away comes back, and is told in one envelope what would keep a node busy for long.

use crate::papers::{Declared, grn, guarantee};
use crate::region::{OFFICER, Region};

/// So many that what is told of them is opened aside, and recorded in several steps.
const COUNT: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_away_is_told_all_he_has_missed_and_works_on_meanwhile() {
    let mut region = Region::start().await;
    guarantee(&region.sn.client(OFFICER), "SN").await;
    region.ml.stop().await;
    let number = grn("SN");
    let trader = region.sn.client("SN100");
    let mut movements = Vec::new();
    for index in 0..COUNT {
        let lrn = format!("LRN-{index}");
        let declared = Declared { lrn: &lrn, grn: &number, amount: 1_000 };
        let done = trader.done("/movements", &lrn, &declared.command()).await;
        movements.push(done["dossier"].as_str().unwrap().to_owned());
    }
    region.ml.start().await;
    // Whoever asks something of it in the meantime is answered.
    guarantee(&region.ml.client(OFFICER), "ML").await;
    for movement in &movements {
        region.ml.client(OFFICER).movement_in(movement, "released").await;
    }
    region.stop().await;
}
