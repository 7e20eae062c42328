package io.sluice.review.timeline;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.sluice.review.audit.AuditEvent;
import io.sluice.review.audit.AuditService;
import io.sluice.review.notification.Kind;
import io.sluice.review.notification.NotificationService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Appends and reads; there is no other operation on a timeline. What it says, the audit log says in
 * the same transaction, and whoever wants to know is told if it commits.
 */
@ApplicationScoped
public class TimelineStore implements PanacheRepository<TimelineRow> {
  private final AuditService audit;
  private final NotificationService notifications;

  @Inject
  TimelineStore(AuditService audit, NotificationService notifications) {
    this.audit = audit;
    this.notifications = notifications;
  }

  /** Appends within the caller's transaction, in order. */
  public Uni<Void> append(long change, List<TimelineEntry> entries) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (TimelineEntry entry : entries) {
      all = all.chain(() -> append(change, entry)).replaceWithVoid();
    }
    return all;
  }

  /** Appends one entry within the caller's transaction and returns its id. */
  public Uni<Long> append(long change, TimelineEntry entry) {
    TimelineRow row = new TimelineRow();
    row.changeNumber = change;
    row.event = entry.event();
    row.actor = entry.actor();
    row.at = entry.at();
    row.revision = entry.revision();
    row.digest = entry.digest();
    row.detail = entry.detail();
    return persist(row)
        .map(r -> r.id)
        .call(
            id ->
                audit.record(
                    new AuditEvent(
                        entry.event().wireName(),
                        entry.actor(),
                        entry.at(),
                        change,
                        entry.revision(),
                        entry.digest(),
                        entry.detail(),
                        id)))
        .call(() -> tell(change, entry));
  }

  private Uni<Void> tell(long change, TimelineEntry entry) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Kind kind : kinds(entry.event())) {
      all =
          all.chain(
              () ->
                  notifications.tell(kind, change, entry.digest(), entry.actor(), entry.detail()));
    }
    return all;
  }

  private static List<Kind> kinds(TimelineEvent event) {
    return switch (event) {
      case OPENED -> List.of(Kind.OPENED, Kind.NEEDS_REVIEW);
      case REVISED, REOPENED -> List.of(Kind.NEEDS_REVIEW);
      case EVIDENCE_FAILED -> List.of(Kind.EVIDENCE_FAILED);
      case APPROVED -> List.of(Kind.APPROVED);
      case MERGED -> List.of(Kind.MERGED);
      case GLASS_BROKEN -> List.of(Kind.BREAK_GLASS_USED);
      case GLASS_OVERDUE -> List.of(Kind.REVIEW_OVERDUE);
      default -> List.of();
    };
  }

  /** Up to {@code limit} entries of a change after the given id, oldest first. */
  public Uni<List<RecordedEntry>> after(long change, long id, int limit) {
    return find("changeNumber = ?1 and id > ?2 order by id", change, id)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(TimelineStore::read).toList());
  }

  /** One entry of a change. */
  public Uni<RecordedEntry> one(long id) {
    return findById(id).map(TimelineStore::read);
  }

  private static RecordedEntry read(TimelineRow row) {
    return new RecordedEntry(
        row.id,
        new TimelineEntry(row.event, row.actor, row.at, row.revision, row.digest, row.detail));
  }
}
