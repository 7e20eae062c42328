package io.sluice.registry.moving;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.branch.BranchRequest;
import io.sluice.registry.branch.BranchService;
import io.sluice.registry.branch.BranchView;
import io.sluice.registry.comparison.ComparisonService;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.git.MainWalk;
import io.sluice.registry.imports.ImportFormat;
import io.sluice.registry.push.PushService;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes a change branch of other tools' files. The branch is named by what it writes, so that the
 * same import again finds the same branch and with it the same change request.
 */
@ApplicationScoped
public class ImportService {
  private static final Logger LOG = Logger.getLogger(ImportService.class);
  private static final int MAX_FILES = 2_000;
  private static final int MAX_CHARACTERS = 8 * 1024 * 1024;
  private static final int BRANCH_DIGITS = 12;
  private static final int DIGEST_PREFIX = "sha256:".length();
  private static final Duration REVIEW_PATIENCE = Duration.ofSeconds(9);

  private final GitReader git;
  private final GitWork work;
  private final BranchService branches;
  private final PushService pushes;

  @Inject
  ImportService(GitReader git, GitWork work, BranchService branches, PushService pushes) {
    this.git = git;
    this.work = work;
    this.branches = branches;
    this.pushes = pushes;
  }

  /**
   * Imports files, or says what importing them would do.
   *
   * @param author subject of who imports
   * @throws ProblemException 400 for an unknown format, 422 when it is too much for one change, 409
   *     when the branch of this very import was edited since
   */
  Uni<ImportReport> run(ImportRequest request, String author) {
    ImportFormat format =
        ImportFormat.of(request.format())
            .orElseThrow(
                () ->
                    new ProblemException(
                        CommonProblem.INVALID_REQUEST,
                        "'format' is one of " + ImportFormat.names() + "."));
    long size = request.files().stream().mapToLong(file -> file.content().length()).sum();
    if (size > MAX_CHARACTERS) {
      throw tooLarge("The files have " + size + " characters together; at most " + MAX_CHARACTERS);
    }
    return work.run(() -> plan(request, format))
        .chain(
            entries -> {
              Map<String, String> files = ImportPlan.files(entries);
              requireOneChange(files.size(), entries.size());
              if (files.isEmpty() || Boolean.TRUE.equals(request.dryRun())) {
                return Uni.createFrom().item(nothingDone(request, entries, files.size()));
              }
              return write(request, entries, files, author);
            });
  }

  private List<PlannedEntry> plan(ImportRequest request, ImportFormat format) throws IOException {
    ImportRequest.Defaults defaults = request.defaults();
    ImportPlan plan =
        ImportPlan.of(
            format.importer(),
            request.files().stream().map(ImportRequest.File::source).toList(),
            defaults == null ? ImportRequest.Defaults.NONE : defaults);
    if (plan.size() > MAX_FILES) {
      throw tooLarge("These are " + plan.size() + " prompts; at most " + MAX_FILES);
    }
    return plan.against(onMain(plan.paths()));
  }

  private Map<String, byte[]> onMain(Set<String> paths) throws IOException {
    String main = git.mainHead();
    Map<String, byte[]> contents = new LinkedHashMap<>();
    try (MainWalk walk = git.walk()) {
      for (String path : paths) {
        walk.read(main, path).ifPresent(content -> contents.put(path, content));
      }
    }
    return contents;
  }

  private static void requireOneChange(int files, int entries) {
    if (files > MAX_FILES) {
      throw tooLarge(
          "These are "
              + entries
              + " prompts in "
              + files
              + " files; at most "
              + MAX_FILES
              + " files");
    }
  }

  private static ProblemException tooLarge(String what) {
    return new ProblemException(
        RegistryProblem.IMPORT_TOO_LARGE,
        what
            + " in one change, so that somebody can review it. Import in parts: some of the files,"
            + " or a table cut into tables of a thousand rows with the header in each.");
  }

  private static ImportReport nothingDone(
      ImportRequest request, List<PlannedEntry> entries, int files) {
    boolean dryRun = Boolean.TRUE.equals(request.dryRun());
    String message =
        files == 0
            ? "There is nothing to change: what can be imported is on main as it is."
            : "A dry run: nothing was changed. Without 'dryRun' this makes one change request.";
    return ImportReport.of(dryRun, request.format(), entries, null, null, null, null, message);
  }

  private Uni<ImportReport> write(
      ImportRequest request, List<PlannedEntry> entries, Map<String, String> files, String author) {
    String branch =
        "changes/import-"
            + ImportPlan.digest(files).substring(DIGEST_PREFIX, DIGEST_PREFIX + BRANCH_DIGITS);
    Map<String, @Nullable String> content = new LinkedHashMap<>(files);
    BranchRequest commit =
        new BranchRequest(
            branch, null, content, title(request, entries), description(request, entries), author);
    // Two of the same at once: the second finds the branch that the first has just made.
    return Uni.createFrom()
        .deferred(() -> branches.write(commit, ComparisonService.NONE))
        .onFailure(ImportService::isMoved)
        .retry()
        .atMost(1)
        .onFailure(ImportService::isMoved)
        .transform(
            e ->
                new ProblemException(
                    RegistryProblem.IMPORT_BRANCH_EDITED,
                    "This import made '"
                        + branch
                        + "' before, and somebody has pushed to it since. Finish that change, or"
                        + " delete the branch, then import again."))
        .chain(made -> report(request, entries, made));
  }

  private Uni<ImportReport> report(
      ImportRequest request, List<PlannedEntry> entries, BranchView made) {
    return pushes
        .changeOf(made.branch(), REVIEW_PATIENCE)
        .map(
            change ->
                ImportReport.of(
                    false,
                    request.format(),
                    entries,
                    made.branch(),
                    made.head(),
                    change.change(),
                    change.url(),
                    "Change request " + change.change() + ": " + change.url()))
        .onFailure()
        .recoverWithItem(
            e -> {
              LOG.warnf("No change request yet for %s: %s", made.branch(), e.getMessage());
              String url = pushes.changesOf(made.branch());
              return ImportReport.of(
                  false,
                  request.format(),
                  entries,
                  made.branch(),
                  made.head(),
                  null,
                  url,
                  "The import is safe on its branch; the change request will be at " + url);
            });
  }

  private static String title(ImportRequest request, List<PlannedEntry> entries) {
    String title = request.title();
    if (title != null) {
      return title.strip();
    }
    long written = entries.stream().filter(entry -> !entry.files().isEmpty()).count();
    return "Import "
        + written
        + (written == 1 ? " prompt from " : " prompts from ")
        + request.format();
  }

  private static String description(ImportRequest request, List<PlannedEntry> entries) {
    ImportReport counts =
        ImportReport.of(false, request.format(), entries, null, null, null, null, "");
    return "Imported from %d %s: %d new, %d changed, %d unchanged, %d refused."
        .formatted(
            request.files().size(),
            request.files().size() == 1 ? "file" : "files",
            counts.create(),
            counts.update(),
            counts.unchanged(),
            counts.refused());
  }

  private static boolean isMoved(Throwable e) {
    return e instanceof ProblemException problem && problem.type() == RegistryProblem.BRANCH_MOVED;
  }
}
