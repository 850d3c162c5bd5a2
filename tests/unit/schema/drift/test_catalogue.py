import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.catalogue import DocumentedError
from schema.drift import catalogue
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind
from tests.support import schemas

CATALOGUES = st.dictionaries(
    st.sampled_from(("brew", "pour", "steep")), st.none() | schemas.catalogues(), max_size=3
)


def listed(*lines: str) -> tuple[DocumentedError, ...]:
    return tuple(DocumentedError(*line.split(": ")) for line in lines)


def changes(old: catalogue.Catalogue, new: catalogue.Catalogue, *ambient: str) -> list[Change]:
    return list(catalogue.changes(old, new, ambient=frozenset(ambient)))


class TestChanges:
    def test_report_a_new_code_as_breaking(self) -> None:
        (found,) = changes({"brew": listed()}, {"brew": listed("KT-CT-1: One.")})

        assert found == Change(
            BREAKING,
            Kind.ERROR_ADDED,
            "Mutation.brew",
            "`brew` documents the new error KT-CT-1.",
            None,
            "KT-CT-1: One.",
            ("brew",),
        )

    def test_report_a_new_code_that_every_mutation_may_answer_as_safe(self) -> None:
        (found,) = changes({"brew": listed()}, {"brew": listed("KT-CT-1: One.")}, "KT-CT-1")

        assert (found.kind, found.criticality) == (Kind.ERROR_ADDED, SAFE)

    def test_report_a_code_that_is_gone_as_safe(self) -> None:
        (found,) = changes({"brew": listed("KT-CT-1: One.")}, {"brew": listed()})

        assert (found.kind, found.criticality, found.before) == (Kind.ERROR_REMOVED, SAFE, "KT-CT-1: One.")

    def test_report_another_message_as_dangerous(self) -> None:
        (found,) = changes({"brew": listed("KT-CT-1: One.")}, {"brew": listed("KT-CT-1: 1.")})

        assert (found.kind, found.criticality) == (Kind.ERROR_MESSAGE_CHANGED, DANGEROUS)
        assert (found.before, found.after) == ("KT-CT-1: One.", "KT-CT-1: 1.")

    def test_report_another_code_for_the_same_message_as_one_change(self) -> None:
        (found,) = changes({"brew": listed("KT-CT-1: One.")}, {"brew": listed("KT-CT-2: One.")})

        assert (found.kind, found.criticality) == (Kind.ERROR_CODE_CHANGED, BREAKING)
        assert (found.before, found.after) == ("KT-CT-1: One.", "KT-CT-2: One.")

    def test_report_a_code_in_another_mutation_as_one_change_that_affects_both(self) -> None:
        old = {"brew": listed("KT-CT-1: One."), "pour": listed()}
        new = {"brew": listed(), "pour": listed("KT-CT-1: One.")}

        (found,) = changes(old, new)

        assert (found.kind, found.criticality, found.coordinate) == (
            Kind.ERROR_MOVED,
            BREAKING,
            "Mutation.pour",
        )
        assert (found.before, found.after) == ("brew: KT-CT-1: One.", "pour: KT-CT-1: One.")
        assert found.affects == ("brew", "pour")

    def test_report_no_move_where_the_message_differs(self) -> None:
        old = {"brew": listed("KT-CT-1: One."), "pour": listed()}
        new = {"brew": listed(), "pour": listed("KT-CT-1: 1.")}

        assert {one.kind for one in changes(old, new)} == {Kind.ERROR_REMOVED, Kind.ERROR_ADDED}

    def test_pair_each_removal_with_one_addition_at_most(self) -> None:
        old = {"brew": listed("KT-CT-1: One."), "pour": listed(), "steep": listed()}
        new = {"brew": listed(), "pour": listed("KT-CT-1: One."), "steep": listed("KT-CT-1: One.")}

        assert [one.kind for one in changes(old, new)] == [Kind.ERROR_MOVED, Kind.ERROR_ADDED]

    def test_report_a_list_that_is_gone_as_one_dangerous_change(self) -> None:
        (found,) = changes({"brew": listed("KT-CT-1: One.", "KT-CT-2: Two.")}, {"brew": None})

        assert (found.kind, found.criticality) == (Kind.ERROR_LIST_REMOVED, DANGEROUS)
        assert found.before == "KT-CT-1: One.\nKT-CT-2: Two."

    def test_report_the_first_list_as_one_safe_change(self) -> None:
        (found,) = changes({"brew": None}, {"brew": listed("KT-CT-1: One.")})

        assert (found.kind, found.criticality) == (Kind.ERROR_LIST_ADDED, SAFE)

    def test_ignore_what_only_one_side_has(self) -> None:
        assert changes({"brew": listed("KT-CT-1: One.")}, {"pour": listed("KT-CT-1: One.")}) == []

    @pytest.mark.parametrize("message", ["One  two", " One two "])
    def test_ignore_white_space_in_messages(self, message: str) -> None:
        old, new = (DocumentedError("KT-CT-1", text) for text in ("One two", message))

        assert changes({"brew": (old,)}, {"brew": (new,)}) == []

    @settings(max_examples=40, derandomize=True, deadline=None)
    @given(CATALOGUES)
    def test_are_none_between_a_catalogue_and_itself(self, listed_twice: catalogue.Catalogue) -> None:
        assert changes(listed_twice, listed_twice) == []

    @settings(max_examples=40, derandomize=True, deadline=None)
    @given(CATALOGUES, CATALOGUES)
    def test_name_every_code_that_a_mutation_gains(
        self, old: catalogue.Catalogue, new: catalogue.Catalogue
    ) -> None:
        gained = {
            (mutation, error.code)
            for mutation in old.keys() & new.keys()
            for error in new[mutation] or ()
            if error.code not in {one.code for one in old[mutation] or ()} and old[mutation] is not None
        }

        found = changes(old, new)

        named = {
            (one.coordinate.removeprefix("Mutation."), (one.after or "").removeprefix(f"{one.affects[-1]}: "))
            for one in found
            if one.criticality is BREAKING
        }
        assert len(named) == len(gained)
        assert all(any(m == on and f"{code}:" in text for on, text in named) for m, code in gained)
