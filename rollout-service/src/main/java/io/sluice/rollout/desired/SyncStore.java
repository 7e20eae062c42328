package io.sluice.rollout.desired;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Which environments have followed Git at least once, and how far. */
@ApplicationScoped
public class SyncStore implements PanacheRepositoryBase<SyncRow, String> {

  /** Records a commit; true when it is the first of that environment. */
  Uni<Boolean> synced(String environment, String commit, Instant now) {
    return findById(environment)
        .chain(
            known -> {
              SyncRow row = known == null ? new SyncRow() : known;
              row.environment = environment;
              row.commit = commit;
              row.syncedAt = now;
              return known == null ? persist(row).replaceWith(true) : Uni.createFrom().item(false);
            });
  }

  /** Environments that have been read from Git at least once. */
  public Uni<Set<String>> environments() {
    return listAll()
        .map(rows -> rows.stream().map(row -> row.environment).collect(Collectors.toSet()));
  }
}
