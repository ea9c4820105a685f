//! What goes wrong, and which test sees to it that it is answered clearly and that nothing is lost.

/// A fault, and its tests: each a file from the root, and a test in it.
struct Fault {
    what: &'static str,
    tests: &'static [(&'static str, &'static str)],
}

const fn fault(what: &'static str, tests: &'static [(&'static str, &'static str)]) -> Fault {
    Fault { what, tests }
}

const ENVELOPES: &str = "crates/exchange/src/tests.rs";
const EXCHANGE: &str = "crates/node/tests/it/exchange.rs";
const HOSTILE: &str = "crates/node/tests/it/hostile.rs";
const HANDSHAKE: &str = "crates/api/tests/it/handshake.rs";
const FAILOVER: &str = "crates/api/tests/it/failover.rs";
const FAILING: &str = "crates/node/tests/it/failing.rs";
const FLIPPING: &str = "crates/node/tests/it/flipping.rs";
const CLOCKS: &str = "crates/node/tests/it/clocks.rs";
const XML: &str = "crates/wire/src/read/tests/refusals.rs";
const JSON: &str = "crates/wire/src/json/tests/refusals.rs";
const CROWDS: &str = "crates/api/tests/it/crowds.rs";
const TURNS: &str = "crates/api/src/turns/tests.rs";

const FAULTS: &[Fault] = &[
    fault(
        "unknown member",
        &[
            (HOSTILE, "a_member_nobody_knows_is_not_heard_whoever_carries_what_it_says"),
            (HOSTILE, "a_log_the_directory_does_not_list_is_refused"),
        ],
    ),
    fault(
        "forged envelope",
        &[
            (EXCHANGE, "a_changed_envelope_is_refused"),
            (EXCHANGE, "an_envelope_carried_by_somebody_else_is_refused_and_alarmed"),
            (ENVELOPES, "an_envelope_comes_from_its_author_for_its_recipient"),
            (ENVELOPES, "no_changed_byte_is_ever_recorded"),
        ],
    ),
    fault("replayed envelope", &[(EXCHANGE, "a_replayed_envelope_changes_nothing")]),
    fault(
        "truncated envelope",
        &[
            (ENVELOPES, "an_envelope_that_was_cut_is_refused_wherever_it_was_cut"),
            (ENVELOPES, "leaving_an_entry_out_is_seen"),
            (
                "crates/exchange/src/pouch/tests.rs",
                "a_pouch_that_was_cut_is_seen_wherever_it_was_cut",
            ),
        ],
    ),
    fault(
        "wrong competence: a transit office claims arrival",
        &[
            (EXCHANGE, "an_officer_at_an_office_of_transit_cannot_say_that_goods_arrived"),
            (EXCHANGE, "a_trader_cannot_say_at_an_office_of_transit_that_his_goods_arrived"),
            (HOSTILE, "an_arrival_that_a_peer_claims_at_an_office_of_transit_does_not_count"),
            (HOSTILE, "an_event_its_writer_may_not_write_contests_the_dossier_and_stalls_nothing"),
        ],
    ),
    fault(
        "gap in a stream",
        &[
            (ENVELOPES, "a_gap_is_not_taken"),
            (EXCHANGE, "what_a_peer_did_not_record_is_sent_again_from_where_it_stands"),
        ],
    ),
    fault(
        "same id with other content",
        &[(
            "crates/node/tests/it/commands.rs",
            "the_same_id_with_other_content_is_refused_and_kept_as_evidence",
        )],
    ),
    fault(
        "expired certificate",
        &[(
            HANDSHAKE,
            "a_certificate_that_has_expired_is_taken_by_nobody_although_its_key_is_pinned",
        )],
    ),
    fault(
        "foreign certificate",
        &[
            (HANDSHAKE, "a_certificate_is_taken_only_where_the_directory_pins_its_key"),
            (HANDSHAKE, "a_client_speaks_to_no_server_but_the_one_it_means"),
        ],
    ),
    fault(
        "clock an hour ahead",
        &[
            (CLOCKS, "a_clock_an_hour_fast_alarms_both_operators_once_and_stops_nothing"),
            (CLOCKS, "a_clock_that_ran_ahead_is_set_right_at_work_and_holds_up_nothing"),
            (
                "crates/exchange/src/tests.rs",
                "nothing_waits_until_a_clock_that_was_set_back_has_come_so_far_again",
            ),
        ],
    ),
    fault(
        "clock an hour behind",
        &[(CLOCKS, "a_clock_an_hour_slow_alarms_both_operators_once_and_stops_nothing")],
    ),
    fault(
        "disk full",
        &[
            (
                "crates/cli/tests/it/full_disk.rs",
                "a_node_on_a_full_disk_stops_with_a_clear_fault_and_loses_nothing_it_has_answered",
            ),
            (
                "crates/store/src/sqlite/tests.rs",
                "a_disk_that_is_full_is_said_to_be_and_takes_back_nothing_that_was_written_before",
            ),
            (
                "crates/cli/tests/it/small_disk.rs",
                "a_full_disk_refuses_what_is_new_goes_on_reading_and_takes_it_once_there_is_room",
            ),
            (FAILING, "a_command_counts_once_wherever_in_its_append_the_disk_is_full"),
        ],
    ),
    fault(
        "a process killed at any moment",
        &[(
            "crates/cli/tests/it/crashing.rs",
            "nothing_acknowledged_is_lost_or_done_twice_when_nodes_are_killed_at_random_moments",
        )],
    ),
    fault(
        "a call to the disk that fails",
        &[
            (FAILING, "a_command_counts_once_whichever_call_of_its_append_is_refused"),
            (FAILING, "a_command_counts_once_whichever_write_or_sync_of_its_append_is_torn"),
            (FAILING, "a_command_counts_once_whichever_call_of_a_start_fails"),
        ],
    ),
    fault(
        "a database that stops, or fails over, under load",
        &[
            (
                "crates/api/tests/it/databases.rs",
                "a_database_that_stops_under_load_costs_no_answer_and_the_node_goes_on_by_itself",
            ),
            (FAILOVER, "a_standby_takes_over_under_load_and_what_was_answered_is_there_once"),
            (
                FAILOVER,
                "what_the_standby_never_got_was_not_answered_and_is_done_once_when_it_took_over",
            ),
        ],
    ),
    fault(
        "a standby that lacks the end takes over",
        &[
            (FAILOVER, "a_standby_that_lacks_the_end_is_known_by_the_head_beside_it_and_only_read"),
            (
                FAILOVER,
                "where_store_and_keys_lack_their_end_together_a_peer_that_heard_more_shows_it",
            ),
        ],
    ),
    fault(
        "a byte of a store that changes",
        &[
            (FLIPPING, "whichever_byte_of_a_small_store_is_changed_is_seen_when_its_page_is_read"),
            (FLIPPING, "verifying_a_store_of_which_any_page_is_damaged_says_what_is"),
            (FLIPPING, "a_node_that_comes_upon_a_damaged_page_stops_and_what_is_damaged_stays_so"),
            (FLIPPING, "a_node_does_not_start_on_a_log_whose_end_is_not_what_was_signed"),
            (
                "crates/cli/tests/it/healing.rs",
                "a_damaged_entry_is_named_and_doing_what_is_said_then_heals_the_node_from_its_peers",
            ),
        ],
    ),
    fault(
        "oversized XML",
        &[
            (XML, "xml_of_more_than_ten_mebibytes_is_refused"),
            (XML, "names_and_attributes_have_a_limit"),
        ],
    ),
    fault("deep XML", &[(XML, "xml_that_is_deeper_than_messages_are_is_refused")]),
    fault(
        "oversized JSON",
        &[
            (JSON, "json_of_more_than_ten_mebibytes_or_a_million_values_is_refused"),
            (JSON, "names_in_json_have_a_limit_and_are_names"),
        ],
    ),
    fault("deep JSON", &[(JSON, "json_that_is_deeper_than_messages_are_is_refused")]),
    fault(
        "malformed XML",
        &[
            (XML, "what_is_not_well_formed_is_refused_with_one_finding"),
            (
                "crates/wire/tests/it/wellformed.rs",
                "no_document_of_the_w3c_suite_that_is_not_well_formed_gets_by",
            ),
        ],
    ),
    fault("malformed JSON", &[(JSON, "what_is_no_well_formed_json_is_refused_with_one_finding")]),
    fault(
        "document type declaration",
        &[(XML, "a_document_type_declaration_is_refused_whatever_it_says")],
    ),
    fault(
        "external entity",
        &[
            (XML, "an_external_entity_is_never_fetched"),
            (XML, "what_only_a_doctype_could_bring_in_is_never_fetched_or_expanded"),
        ],
    ),
    fault(
        "billion laughs",
        &[
            (XML, "a_billion_laughs_are_not_expanded"),
            (XML, "an_entity_nobody_declared_is_refused"),
        ],
    ),
    fault(
        "UTF tricks in XML",
        &[
            (XML, "other_encodings_than_utf_8_are_refused"),
            (XML, "characters_xml_does_not_have_are_refused_where_they_stand"),
            (
                "crates/wire/src/rules/tests/header.rs",
                "letters_that_turn_the_direction_of_writing_or_are_not_seen_are_refused_where_they_stand",
            ),
        ],
    ),
    fault(
        "UTF tricks in JSON",
        &[
            (JSON, "other_encodings_of_json_than_utf_8_are_refused"),
            (JSON, "half_a_surrogate_pair_in_json_is_refused"),
            (JSON, "a_name_spelt_with_escapes_in_json_is_refused"),
        ],
    ),
    fault(
        "clients that never end what they say, or take nothing of their answer",
        &[
            (
                "crates/api/tests/it/silence.rs",
                "clients_that_never_finish_their_requests_hold_up_nobody_else",
            ),
            (CROWDS, "who_sends_a_head_that_never_ends_or_is_too_long_is_answered_no_longer"),
            ("crates/api/src/patience/tests.rs", "whoever_takes_nothing_of_an_answer_is_given_up"),
        ],
    ),
    fault(
        "very many connections",
        &[
            (CROWDS, "no_more_connections_of_one_address_are_taken_than_may_be_and_others_are"),
            (CROWDS, "where_all_places_are_taken_who_was_not_recognised_makes_room"),
        ],
    ),
    fault(
        "a caller who floods",
        &[
            (CROWDS, "who_asks_too_much_at_a_time_is_told_so_and_others_are_answered"),
            (TURNS, "who_asks_too_much_waits_behind_himself_and_nobody_else_does"),
            (TURNS, "a_turn_lasts_as_long_as_anything_of_the_request_is_at_work"),
        ],
    ),
    fault(
        "bodies that are too large, or large and many",
        &[
            (CROWDS, "a_body_that_is_too_large_is_refused_in_words_and_one_that_is_not_is_read"),
            (
                "crates/api/src/body/limit/tests.rs",
                "large_bodies_wait_for_room_and_small_ones_do_not",
            ),
        ],
    ),
    fault(
        "a peer that never answers",
        &[
            ("crates/api/tests/it/silence.rs", "a_peer_that_never_answers_holds_up_nobody_else"),
            (
                "crates/node/tests/it/journeys.rs",
                "a_peer_that_is_away_gets_everything_when_it_is_back",
            ),
            (
                ENVELOPES,
                "a_peer_that_does_not_answer_is_tried_ever_more_rarely_and_at_once_when_it_does",
            ),
        ],
    ),
    fault(
        "a folder that fills",
        &[
            ("crates/api/tests/it/folder.rs", "a_folder_that_fills_holds_up_no_answer"),
            (
                "crates/api/src/folder/files/tests.rs",
                "of_a_folder_that_fills_only_the_first_files_are_taken_at_a_time",
            ),
        ],
    ),
    fault(
        "a thousand wrong access codes",
        &[
            (
                "domain/guarantee/src/account/tests/query.rs",
                "a_thousand_wrong_access_codes_lead_nowhere",
            ),
            (
                "domain/guarantee/src/account/tests/cover.rs",
                "wrong_codes_of_its_owner_are_counted_until_they_close_it_and_then_no_more",
            ),
            (
                "domain/guarantee/src/account/tests/cover.rs",
                "whoever_does_not_own_a_guarantee_tries_no_code_and_closes_nothing",
            ),
            (
                "crates/node/tests/it/standing_behind.rs",
                "a_thousand_wrong_access_codes_write_five_events_and_open_nothing",
            ),
        ],
    ),
];

/// Prints every fault with its tests, as they are named.
pub(crate) fn list() -> bool {
    for Fault { what, tests } in FAULTS {
        println!("{what}");
        for (file, test) in *tests {
            println!("  {test}  ({file})");
        }
    }
    true
}

#[cfg(test)]
mod tests;
