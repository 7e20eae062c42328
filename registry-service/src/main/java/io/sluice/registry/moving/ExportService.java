package io.sluice.registry.moving;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.exports.ExportFormat;
import io.sluice.registry.exports.Exported;
import io.sluice.registry.index.IndexStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Writes versions as other tools' files. */
@ApplicationScoped
public class ExportService {
  private final IndexStore index;

  @Inject
  ExportService(IndexStore index) {
    this.index = index;
  }

  /**
   * One version.
   *
   * @throws ProblemException 400 for an unknown format, 404 when there is no such version
   */
  Uni<Exported> export(String prompt, int number, String format) {
    ExportFormat target =
        ExportFormat.of(format)
            .orElseThrow(
                () ->
                    new ProblemException(
                        CommonProblem.INVALID_REQUEST,
                        "'format' is one of " + ExportFormat.names() + "."));
    return index
        .version(prompt, number)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            RegistryProblem.UNKNOWN_VERSION,
                            "There is no version " + number + " of '" + prompt + "'.")))
        .map(version -> target.write(version.entry(), number, version.tests() != null));
  }
}
