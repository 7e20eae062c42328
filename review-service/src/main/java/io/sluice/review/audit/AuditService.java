package io.sluice.review.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.attestation.SigningKeyService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKeySet;
import org.jspecify.annotations.Nullable;

/** Writes the audit log, and says whether it is whole. */
@ApplicationScoped
public class AuditService {
  private static final Logger LOG = Logger.getLogger(AuditService.class);
  private static final int BATCH = 500;
  private static final int MAX_NAMED = 100;

  private final AuditStore entries;
  private final SigningKeyService keys;

  @Inject
  AuditService(AuditStore entries, SigningKeyService keys) {
    this.entries = entries;
    this.keys = keys;
  }

  /** Seals and adds an event within the caller's transaction: both happen or neither. */
  public Uni<Void> record(AuditEvent event) {
    String content = content(event);
    return entries.add(event, content, AuditSeal.seal(keys.active().key(), content));
  }

  /**
   * Makes sure that this service itself once recorded the approvals that a merge rests on, and that
   * they were not withdrawn. Fails with {@link ReviewProblem#FORGED_RECORD} otherwise: then
   * somebody put a row into the database.
   */
  public Uni<Void> requireWitnessed(long change, String digest, Collection<String> approvers) {
    return unwitnessed(change, digest, approvers)
        .invoke(
            forged -> {
              if (!forged.isEmpty()) {
                LOG.errorf(
                    "Change %d: the database has approvals of %s that nobody gave; not merged",
                    change, forged);
                throw new ProblemException(
                    ReviewProblem.FORGED_RECORD,
                    ("The database has approvals of %s that were never given here. Nothing is"
                            + " merged; find out who wrote into the database.")
                        .formatted(forged));
              }
            })
        .replaceWithVoid();
  }

  /** Who of some approvers this service itself never recorded, or recorded a withdrawal of. */
  public Uni<Set<String>> unwitnessed(long change, String digest, Collection<String> approvers) {
    return approvers.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : entries
            .of(change, List.of(AuditEvent.APPROVED, AuditEvent.APPROVAL_WITHDRAWN))
            .map(
                rows -> {
                  Set<String> forged = new TreeSet<>(approvers);
                  forged.removeAll(standing(rows, digest));
                  return forged;
                });
  }

  private Set<String> standing(List<AuditRow> rows, String digest) {
    JsonWebKeySet trusted = keys.verifying();
    Set<String> standing = new TreeSet<>();
    for (AuditRow row : rows) {
      if (!digest.equals(row.digest) || !isGenuine(trusted, row)) {
        continue;
      }
      if (row.kind.equals(AuditEvent.APPROVED)) {
        standing.add(row.actor);
      } else {
        standing.remove(row.actor);
      }
    }
    return standing;
  }

  /** The seal is over the content, and the columns say what the content says. */
  private static boolean isGenuine(JsonWebKeySet trusted, AuditRow row) {
    return AuditSeal.holds(trusted, row.content, row.seal)
        && row.content.contains("\"actor\":" + quoted(row.actor))
        && row.content.contains("\"change\":" + row.changeNumber + ",")
        && row.content.contains("\"digest\":" + quoted(row.digest))
        && row.content.contains("\"kind\":" + quoted(row.kind));
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  /** Links after a sequence number. */
  Uni<List<AuditLink>> page(long since, int limit) {
    return Panache.withSession(() -> entries.links(since, limit));
  }

  /** Checks the whole chain, every seal in it, and that no decision lacks its entry. */
  Uni<AuditVerificationView> verification() {
    AuditCheck check = AuditCheck.fromTheBeginning(keys.verifying());
    return follow(check)
        .chain(
            broken ->
                Panache.withSession(
                    () ->
                        entries
                            .unchainedCount()
                            .chain(
                                waiting ->
                                    entries
                                        .unwitnessed(MAX_NAMED)
                                        .map(
                                            forged ->
                                                new AuditVerificationView(
                                                    broken.isEmpty() && forged.isEmpty(),
                                                    check.sequence(),
                                                    check.head(),
                                                    waiting,
                                                    broken.orElse(null),
                                                    forged)))));
  }

  private Uni<Optional<String>> follow(AuditCheck check) {
    Context caller = Vertx.currentContext(); // sessions live on it, signatures are checked off it
    return page(check.sequence(), BATCH)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            links -> {
              for (AuditLink link : links) {
                Optional<String> wrong = check.next(link);
                if (wrong.isPresent()) {
                  return Map.entry(false, wrong);
                }
              }
              return Map.entry(links.size() == BATCH, Optional.<String>empty());
            })
        .emitOn(work -> caller.runOnContext(ignored -> work.run()))
        .chain(step -> step.getKey() ? follow(check) : Uni.createFrom().item(step.getValue()));
  }

  static String canonical(JsonNode entry) {
    return CanonicalJson.of(entry.toString());
  }

  private static String content(AuditEvent event) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("kind", event.kind());
    content.put("actor", event.actor());
    content.put("at", event.at().toString());
    put(content, "change", event.change());
    put(content, "revision", event.revision());
    if (event.digest() != null) {
      content.put("digest", event.digest());
    }
    content.put("detail", event.detail());
    return canonical(content);
  }

  private static void put(ObjectNode content, String name, @Nullable Number value) {
    if (value != null) {
      content.put(name, value.longValue());
    }
  }
}
