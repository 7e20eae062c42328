package io.sluice.rollout.outcome;

import io.sluice.rollout.decision.Decision;
import io.sluice.rollout.loop.Blocking;
import io.sluice.rollout.version.ApprovalVerifier;
import io.sluice.rollout.version.UnapprovedVersionException;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Rules for outputs, by the version that was served; it may be long replaced when its outcome
 * comes. A version never changes, so each is read from the database, and verified, once by every
 * process.
 */
@ApplicationScoped
class OutputRules {
  private static final Logger LOG = Logger.getLogger(OutputRules.class);
  private static final int MAX_KNOWN = 2_000;

  private static final String READ =
      """
      SELECT environment, prompt, version, change, digest, content, attestation
      FROM approved_version
      JOIN unnest($1::text[], $2::text[], $3::int[]) AS served (environment, prompt, version)
        USING (environment, prompt, version)
      """;

  /** What decides which rule it is: the same version under another approval has the same. */
  record Served(String environment, String prompt, int version) {
    static Served of(Decision decision) {
      return new Served(decision.environment(), decision.prompt(), decision.version());
    }
  }

  /** Empty: its schema cannot be used, so it is not tried again. */
  private final Map<Served, Optional<OutputRule>> known = new ConcurrentHashMap<>();

  private final Pool pool;
  private final ApprovalVerifier verifier;

  @Inject
  OutputRules(Pool pool, ApprovalVerifier verifier) {
    this.pool = pool;
    this.verifier = verifier;
  }

  /** The rule of each of these versions; without those of which none can be told. */
  Uni<Map<Served, OutputRule>> of(Collection<Served> versions) {
    Map<Served, OutputRule> rules = new HashMap<>();
    Set<Served> unknown = new HashSet<>();
    for (Served version : versions) {
      Optional<OutputRule> rule = known.get(version);
      if (rule == null) {
        unknown.add(version);
      } else {
        rule.ifPresent(usable -> rules.put(version, usable));
      }
    }
    return unknown.isEmpty()
        ? Uni.createFrom().item(rules)
        : read(List.copyOf(unknown))
            .chain(claims -> Blocking.call(() -> compiled(claims)))
            .map(
                read -> {
                  remember(read);
                  read.forEach((version, rule) -> rule.ifPresent(r -> rules.put(version, r)));
                  return rules;
                });
  }

  private void remember(Map<Served, Optional<OutputRule>> read) {
    if (known.size() + read.size() > MAX_KNOWN) {
      known.clear();
    }
    known.putAll(read);
  }

  private Uni<List<VersionClaim>> read(List<Served> versions) {
    Tuple columns =
        Tuple.tuple()
            .addArrayOfString(versions.stream().map(Served::environment).toArray(String[]::new))
            .addArrayOfString(versions.stream().map(Served::prompt).toArray(String[]::new))
            .addArrayOfInteger(versions.stream().map(Served::version).toArray(Integer[]::new));
    return pool.preparedQuery(READ)
        .execute(columns)
        .map(
            rows -> {
              List<VersionClaim> claims = new ArrayList<>();
              rows.forEach(row -> claims.add(claim(row)));
              return claims;
            });
  }

  private static VersionClaim claim(Row row) {
    return new VersionClaim(
        new VersionKey(row.getString(0), row.getString(1), row.getInteger(2), row.getLong(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }

  private Map<Served, Optional<OutputRule>> compiled(List<VersionClaim> claims) {
    Map<Served, Optional<OutputRule>> rules = new HashMap<>();
    for (VersionClaim claim : claims) {
      VersionKey key = claim.key();
      Served served = new Served(key.environment(), key.prompt(), key.version());
      try {
        rules.put(served, OutputRule.of(verifier.verify(claim).entry()));
      } catch (UnapprovedVersionException e) {
        LOG.warnf("Outputs of %s cannot be judged: %s", key, e.getMessage());
      }
    }
    return rules;
  }
}
