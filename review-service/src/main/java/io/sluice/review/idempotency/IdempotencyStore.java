package io.sluice.review.idempotency;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Results of requests that carried an {@code Idempotency-Key}. */
@ApplicationScoped
public class IdempotencyStore implements PanacheRepositoryBase<IdempotencyRow, IdempotencyRow.Key> {
  private static final String ADD_ONCE =
      """
      INSERT INTO idempotency_key (subject, operation, key, request_digest, result, created_at)
      VALUES (:subject, :operation, :key, :digest, :result, :at)
      ON CONFLICT DO NOTHING
      """;

  /**
   * What the same request made earlier, if it was here before.
   *
   * <p>Fails with {@link ReviewProblem#IDEMPOTENCY_KEY_REUSED} when the key came with another
   * request.
   */
  public Uni<Optional<Long>> earlier(IdempotentRequest request) {
    return findById(id(request))
        .map(
            row -> {
              if (row == null) {
                return Optional.<Long>empty();
              }
              if (!row.requestDigest.equals(request.requestDigest())) {
                throw reused(request);
              }
              return Optional.of(row.result);
            });
  }

  /** Remembers a result within the caller's transaction; the first one stays. */
  public Uni<Void> remember(IdempotentRequest request, long result, Instant now) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ADD_ONCE)
                    .setParameter("subject", request.subject())
                    .setParameter("operation", request.operation())
                    .setParameter("key", request.key())
                    .setParameter("digest", request.requestDigest())
                    .setParameter("result", result)
                    .setParameter("at", now)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Forgets what is older. */
  Uni<Long> forgetBefore(Instant oldest) {
    return delete("createdAt < ?1", oldest);
  }

  /** The failure of a key that came with another request before. */
  public static ProblemException reused(IdempotentRequest request) {
    return new ProblemException(
        ReviewProblem.IDEMPOTENCY_KEY_REUSED,
        "The Idempotency-Key '%s' came with another body before; use a new key for a new request."
            .formatted(request.key()));
  }

  private static IdempotencyRow.Key id(IdempotentRequest request) {
    return new IdempotencyRow.Key(request.subject(), request.operation(), request.key());
  }
}
