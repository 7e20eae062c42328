package io.sluice.rollout.version;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Versions that may be served, so that replicas need not ask the registry. */
@ApplicationScoped
public class VersionStore implements PanacheRepositoryBase<VersionRow, VersionRow.Key> {
  /** Keys are parameters of a statement, four each, of which PostgreSQL takes 65,535. */
  private static final int MAX_AT_ONCE = 500;

  private final Clock clock;
  private final Refusals refusals;

  @Inject
  VersionStore(Clock clock, Refusals refusals) {
    this.clock = clock;
    this.refusals = refusals;
  }

  /**
   * Stores a version, within the caller's transaction. A row that differs from the approved version
   * was changed by somebody else; it is set right, and that is reported.
   */
  public Uni<Void> put(ApprovedVersion version) {
    VersionClaim claim = version.claim();
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        INSERT INTO approved_version
                            (environment, prompt, version, change, digest, content, attestation,
                             stored_at)
                        VALUES (:environment, :prompt, :version, :change, :digest, :content,
                             :attestation, :now)
                        ON CONFLICT (environment, prompt, version, change) DO UPDATE
                        SET digest = excluded.digest, content = excluded.content,
                            attestation = excluded.attestation
                        WHERE (approved_version.digest, approved_version.content,
                               approved_version.attestation)
                            IS DISTINCT FROM
                              (excluded.digest, excluded.content, excluded.attestation)
                        RETURNING xmax <> 0
                        """,
                        Boolean.class)
                    .setParameter("environment", claim.key().environment())
                    .setParameter("prompt", claim.key().prompt())
                    .setParameter("version", claim.key().version())
                    .setParameter("change", claim.key().change())
                    .setParameter("digest", claim.digest())
                    .setParameter("content", claim.content())
                    .setParameter("attestation", claim.attestation())
                    .setParameter("now", clock.instant())
                    .getSingleResultOrNull())
        .invoke(
            changed -> {
              if (Boolean.TRUE.equals(changed)) {
                refusals.repaired(claim.key());
              }
            })
        .replaceWithVoid();
  }

  /** Those of the named versions that are stored, as claims; the session forgets the rows. */
  public Uni<List<VersionClaim>> claims(List<VersionKey> keys) {
    List<VersionRow.Key> wanted =
        keys.stream()
            .map(k -> new VersionRow.Key(k.environment(), k.prompt(), k.version(), k.change()))
            .toList();
    List<VersionClaim> claims = new ArrayList<>();
    return Multi.createFrom()
        .iterable(wanted)
        .group()
        .intoLists()
        .of(MAX_AT_ONCE)
        .onItem()
        .transformToUniAndConcatenate(some -> list("key in ?1", some))
        .invoke(rows -> rows.forEach(row -> claims.add(row.claim())))
        .call(() -> getSession().invoke(Mutiny.Session::clear))
        .collect()
        .last()
        .replaceWith(claims);
  }
}
