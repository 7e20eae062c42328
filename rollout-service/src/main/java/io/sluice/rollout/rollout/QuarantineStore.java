package io.sluice.rollout.rollout;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.rollout.lifecycle.PromptVersion;
import io.sluice.rollout.lifecycle.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Promotions that were rolled back. */
@ApplicationScoped
public class QuarantineStore implements PanacheRepositoryBase<QuarantineRow, QuarantineRow.Key> {

  /** Adds one, within the caller's transaction; twice is the same as once. */
  Uni<Void> add(Target target, PromptVersion version, long rollout, Instant now) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        INSERT INTO quarantine
                            (environment, prompt, version, change, digest, rollout, at)
                        VALUES (:environment, :prompt, :version, :change, :digest, :rollout, :now)
                        ON CONFLICT DO NOTHING
                        """)
                    .setParameter("environment", target.environment())
                    .setParameter("prompt", target.prompt())
                    .setParameter("version", version.version())
                    .setParameter("change", version.change())
                    .setParameter("digest", version.digest())
                    .setParameter("rollout", rollout)
                    .setParameter("now", now)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** True when this promotion was rolled back. */
  public Uni<Boolean> contains(String environment, String prompt, PromptVersion version) {
    return findById(new QuarantineRow.Key(environment, prompt, version.digest(), version.change()))
        .map(row -> row != null);
  }

  /** All of them. */
  public Uni<Set<Quarantined>> all() {
    return listAll()
        .map(rows -> rows.stream().map(QuarantineRow::value).collect(Collectors.toSet()));
  }
}
