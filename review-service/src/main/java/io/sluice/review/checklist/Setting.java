package io.sluice.review.checklist;

import io.sluice.review.checklist.Statement.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What is the same for every version of a change.
 *
 * @param statements those about exactly this change as it is
 * @param contributors everyone who had a hand in it
 */
record Setting(
    ChecklistPolicy policy, List<Statement> statements, Set<String> contributors, Instant now) {

  /** What people whose word counts said about an item, oldest first. */
  List<Statement> attested(ChecklistItem item) {
    return switch (item.statedBy()) {
      case NOBODY, THE_OWNER -> List.of();
      case ANYONE -> of(item, Kind.ATTESTED);
      case WHO_HAD_NO_HAND_IN_IT ->
          of(item, Kind.ATTESTED).stream().filter(s -> !contributors.contains(s.by())).toList();
    };
  }

  /** Waivers of an item that the policy allows, oldest first. */
  List<Statement> waived(ChecklistItem item) {
    return !policy.waivable().contains(item)
        ? List.of()
        : of(item, Kind.WAIVED).stream()
            .filter(s -> s.roles().contains(policy.waivedBy()))
            .filter(s -> !contributors.contains(s.by()))
            .toList();
  }

  List<Statement> acknowledged() {
    return of(ChecklistItem.OWNER_NOTIFIED, Kind.ACKNOWLEDGED);
  }

  private List<Statement> of(ChecklistItem item, Kind kind) {
    return statements.stream().filter(s -> s.item() == item && s.kind() == kind).toList();
  }
}
