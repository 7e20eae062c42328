package io.sluice.review.comment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.security.Caller;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.idempotency.IdempotencyStore;
import io.sluice.review.idempotency.IdempotentRequest;
import io.sluice.review.timeline.RecordedEntry;
import io.sluice.review.timeline.TimelineEntry;
import io.sluice.review.timeline.TimelineEvent;
import io.sluice.review.timeline.TimelineStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Puts comments into a change's timeline, in whatever state the change is. */
@ApplicationScoped
public class CommentService {
  private final ChangeService changes;
  private final TimelineStore timeline;
  private final IdempotencyStore keys;
  private final ObjectMapper json;

  @Inject
  CommentService(
      ChangeService changes, TimelineStore timeline, IdempotencyStore keys, ObjectMapper json) {
    this.changes = changes;
    this.timeline = timeline;
    this.keys = keys;
    this.json = json;
  }

  /**
   * Adds a comment once.
   *
   * @param key the client's {@code Idempotency-Key}, or null
   */
  public Uni<RecordedEntry> add(
      long number, CommentRequest request, Caller caller, @Nullable String key) {
    IdempotentRequest once =
        key == null
            ? null
            : IdempotentRequest.of(caller.subject(), "comment:" + number, key, request, json);
    // Repetitions that race wait for the lock, and the second finds what the first one made.
    return Panache.withTransaction(
        () -> changes.lock(number).chain(change -> addOnce(change, request, caller, once)));
  }

  private Uni<RecordedEntry> addOnce(
      Change change, CommentRequest request, Caller caller, @Nullable IdempotentRequest once) {
    if (once == null) {
      return append(change, request, caller);
    }
    return keys.earlier(once)
        .chain(
            earlier ->
                earlier.isPresent()
                    ? timeline.one(earlier.get())
                    : append(change, request, caller)
                        .call(made -> keys.remember(once, made.id(), changes.now())));
  }

  private Uni<RecordedEntry> append(Change change, CommentRequest request, Caller caller) {
    TimelineEntry entry =
        new TimelineEntry(
            TimelineEvent.COMMENTED,
            caller.subject(),
            changes.now(),
            change.revision().number(),
            change.digest(),
            request.text());
    return timeline.append(change.number(), entry).map(id -> new RecordedEntry(id, entry));
  }
}
