//! Exactly once, whatever dies or gets lost.

use sayso_outbox::{Part, Phase};

use crate::world::{Counts, Manners, World, simulate};

const READABLE: Manners = Manners { readable: true, nonce: true, trouble_percent: 40, crash_percent: 50 };

#[test]
fn nothing_is_doubled_or_lost_while_the_channel_can_be_read() {
    for seed in 1..=2 {
        let counts = simulate(seed, 500, READABLE).unwrap();
        let Counts { doubled, lost, lost_unnoticed, uncertain, .. } = counts;
        assert_eq!((doubled, lost, lost_unnoticed, uncertain), (0, 0, 0, 0), "seed {seed}: {counts:?}");
        assert!(counts.crashes > 200 && counts.looks > 100, "it was put to the test: {counts:?}");
    }
}

#[test]
fn nothing_is_doubled_or_lost_unnoticed_when_it_cannot_be_read() {
    for seed in 1..=2 {
        let counts = simulate(seed, 500, Manners { readable: false, ..READABLE }).unwrap();
        assert_eq!((counts.doubled, counts.lost_unnoticed), (0, 0), "seed {seed}: {counts:?}");
        assert!(counts.uncertain > 20, "it was put to the test: {counts:?}");
        assert!(counts.lost < counts.uncertain, "most of what is uncertain is there: {counts:?}");
    }
}

#[test]
fn nothing_is_doubled_where_discord_takes_no_nonce() {
    let counts = simulate(1, 300, Manners { nonce: false, ..READABLE }).unwrap();
    let Counts { doubled, lost, lost_unnoticed, uncertain, .. } = counts;
    assert_eq!((doubled, lost, lost_unnoticed, uncertain), (0, 0, 0, 0), "{counts:?}");
    let counts = simulate(2, 300, Manners { nonce: false, readable: false, ..READABLE }).unwrap();
    assert_eq!((counts.doubled, counts.lost_unnoticed), (0, 0), "{counts:?}");
}

#[test]
fn a_post_survives_death_at_every_single_step() {
    for (seed, trouble_percent) in [(1, 0), (2, 40), (3, 80), (4, 80), (5, 80)] {
        let mut steps = 0;
        loop {
            let manners = Manners { readable: true, nonce: true, trouble_percent, crash_percent: 0 };
            let mut world = World::new(seed, manners);
            let post = world.post(7, 3, Some(steps)).unwrap();
            assert_eq!(post.phase, Phase::Posted, "seed {seed}, step {steps}");
            assert!(post.done.iter().all(|part| matches!(part, Part::Message(_))));
            let Counts { doubled, lost, messages, crashes, .. } = world.counts;
            assert_eq!((doubled, lost, messages), (0, 0, 3), "seed {seed}, step {steps}");
            if crashes == 0 {
                break;
            }
            steps += 1;
        }
        assert!(steps >= 16, "three messages are at least sixteen steps: {steps}");
    }
}
