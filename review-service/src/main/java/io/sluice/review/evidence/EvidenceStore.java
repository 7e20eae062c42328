package io.sluice.review.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.sluice.review.evidence.Evidence.Counts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;

/** Evidence in the database. It is added and read; the database refuses anything else. */
@ApplicationScoped
public class EvidenceStore implements PanacheRepository<EvidenceRow> {
  private static final String ADD_ONCE =
      """
      INSERT INTO evidence (prompt, version_digest, kind, source, cases, passed, failed, errored,
                            figures, reference, recorded_by, measured_at)
      VALUES (:prompt, :digest, :kind, :source, :cases, :passed, :failed, :errored,
              :figures, :reference, :by, :at)
      ON CONFLICT ON CONSTRAINT evidence_once DO NOTHING
      """;

  private static final String LATEST =
      """
      SELECT DISTINCT ON (version_digest, prompt, kind) *
      FROM evidence
      WHERE version_digest = ANY (:digests)
      ORDER BY version_digest, prompt, kind, measured_at DESC, id DESC
      """;

  private final ObjectMapper json;

  @Inject
  EvidenceStore(ObjectMapper json) {
    // What an older or newer release stored has to stay readable.
    this.json = json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /**
   * Evidence that is on record.
   *
   * @param isNew false when it had been recorded before
   */
  public record Recorded(Evidence evidence, boolean isNew) {}

  /**
   * Records evidence within the caller's transaction. Once for each source, reference, kind and
   * version: a repetition changes nothing and returns what is there.
   */
  public Uni<Recorded> record(Evidence evidence) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ADD_ONCE)
                    .setParameter("prompt", evidence.prompt())
                    .setParameter("digest", evidence.versionDigest())
                    .setParameter("kind", evidence.kind().name())
                    .setParameter("source", evidence.source().name())
                    .setParameter("cases", evidence.counts().cases())
                    .setParameter("passed", evidence.counts().passed())
                    .setParameter("failed", evidence.counts().failed())
                    .setParameter("errored", evidence.counts().errored())
                    .setParameter("figures", write(evidence.figures()))
                    .setParameter("reference", evidence.reference())
                    .setParameter("by", evidence.by())
                    .setParameter("at", evidence.at())
                    .executeUpdate())
        .chain(added -> recorded(evidence).map(found -> new Recorded(found, added == 1)));
  }

  private Uni<Evidence> recorded(Evidence evidence) {
    return find(
            "source = ?1 and reference = ?2 and kind = ?3 and prompt = ?4 and versionDigest = ?5",
            evidence.source(),
            evidence.reference(),
            evidence.kind(),
            evidence.prompt(),
            evidence.versionDigest())
        .singleResult()
        .map(this::read);
  }

  /** The latest evidence of each kind for each of some versions' digests. */
  public Uni<List<Evidence>> latest(Collection<String> versionDigests) {
    if (versionDigests.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(LATEST, EvidenceRow.class)
                    .setParameter("digests", versionDigests.toArray(String[]::new))
                    .getResultList())
        .map(rows -> rows.stream().map(this::read).toList());
  }

  private Evidence read(EvidenceRow row) {
    return new Evidence(
        row.id,
        row.prompt,
        row.versionDigest,
        row.kind,
        row.source,
        new Counts(row.cases, row.passed, row.failed, row.errored),
        read(row.figures),
        row.reference,
        row.recordedBy,
        row.measuredAt);
  }

  private String write(Figures figures) {
    try {
      return json.writeValueAsString(figures);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Figures can be written as JSON", e);
    }
  }

  private Figures read(String figures) {
    try {
      return json.readValue(figures, Figures.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Stored figures cannot be read", e);
    }
  }
}
