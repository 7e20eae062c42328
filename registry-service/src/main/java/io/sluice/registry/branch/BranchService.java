package io.sluice.registry.branch;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.format.ChangeRules;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.fragment.FragmentService;
import io.sluice.registry.git.ChangedFile;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.git.GitWriter;
import io.sluice.registry.push.PushStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists change branches and makes them for people who send files instead of pushing. */
@ApplicationScoped
public class BranchService {
  private final GitReader git;
  private final GitWriter writer;
  private final GitWork work;
  private final PushStore pushes;
  private final Clock clock;
  private final FragmentService fragments;

  @Inject
  BranchService(
      GitReader git,
      GitWriter writer,
      GitWork work,
      PushStore pushes,
      Clock clock,
      FragmentService fragments) {
    this.git = git;
    this.writer = writer;
    this.work = work;
    this.pushes = pushes;
    this.clock = clock;
    this.fragments = fragments;
  }

  Uni<BranchesView> all() {
    return work.run(
        () -> {
          String mainHead = git.mainHead();
          return BranchesView.of(git.branches(), mainHead);
        });
  }

  /**
   * Makes a branch from main, or adds a commit to one. Asking twice for the same content gives the
   * same head.
   *
   * @throws ProblemException 400 when no branch may be named so, 409 when the branch is not where
   *     the caller saw it, 422 with every broken rule
   */
  Uni<BranchView> write(BranchRequest request) {
    return write(request, null);
  }

  /**
   * The same, with a promotion target.
   *
   * @param promoteTo environment, {@code none}, or null to leave it open
   */
  public Uni<BranchView> write(BranchRequest request, @Nullable String promoteTo) {
    return work.run(() -> Fragments.documents(files(request)))
        .chain(fragments::check)
        .invoke(BranchService::refuse)
        .chain(() -> work.run(() -> prepare(request)))
        .chain(
            prepared ->
                prepared.alreadyThere()
                    ? Uni.createFrom().item(new BranchView(request.branch(), prepared.head()))
                    : pushes
                        .add(
                            request.branch(),
                            prepared.head(),
                            request.author(),
                            promoteTo,
                            clock.instant())
                        .chain(() -> work.run(() -> move(request, prepared))));
  }

  private record Prepared(@Nullable String from, String head, boolean alreadyThere) {}

  private Prepared prepare(BranchRequest request) throws IOException {
    Optional<String> unusable = git.whyNoBranch(request.branch());
    if (unusable.isPresent()) {
      throw new ProblemException(CommonProblem.INVALID_REQUEST, unusable.get());
    }
    Map<String, Optional<byte[]>> files = files(request);
    Optional<String> current = git.head(request.branch());
    String parent = current.orElse(git.mainHead());
    check(files, parent);
    String head =
        writer.commit(
            parent,
            files,
            message(request),
            request.author(),
            clock.instant().truncatedTo(ChronoUnit.SECONDS));
    if (current.isPresent() && !hasChanges(parent, head)) {
      return new Prepared(parent, parent, true);
    }
    if (current.isPresent() && !current.get().equals(request.expectedHead())) {
      throw new ProblemException(
          RegistryProblem.BRANCH_MOVED,
          "Branch '" + request.branch() + "' is at " + current.get() + "; read it again.");
    }
    return new Prepared(current.orElse(null), head, false);
  }

  private boolean hasChanges(String parent, String head) throws IOException {
    List<ChangedFile> changed = git.changedFiles(parent, head);
    return !changed.isEmpty();
  }

  private void check(Map<String, Optional<byte[]>> files, String parent) {
    refuse(ChangeRules.check(files, path -> files.containsKey(path) || exists(parent, path)));
  }

  private static Map<String, Optional<byte[]>> files(BranchRequest request) {
    Map<String, Optional<byte[]>> files = new LinkedHashMap<>();
    request
        .files()
        .forEach(
            (path, text) ->
                files.put(
                    path, Optional.ofNullable(text).map(t -> t.getBytes(StandardCharsets.UTF_8))));
    return files;
  }

  private static void refuse(List<Finding> found) {
    List<Finding> findings = Finding.errors(found);
    if (!findings.isEmpty()) {
      throw new ProblemException(
          RegistryProblem.FORMAT_BROKEN,
          findings.size() + " to mend: " + findings.getFirst(),
          findings.stream().map(Finding::problem).toList());
    }
  }

  private BranchView move(BranchRequest request, Prepared prepared) throws IOException {
    if (!writer.moveBranch(request.branch(), prepared.from(), prepared.head())) {
      throw new ProblemException(
          RegistryProblem.BRANCH_MOVED,
          "Branch '" + request.branch() + "' was moved by somebody else; read it again.");
    }
    return new BranchView(request.branch(), prepared.head());
  }

  private boolean exists(String commit, String path) {
    try {
      return git.blobAt(commit, path).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String message(BranchRequest request) {
    String description = request.description();
    return description == null || description.isBlank()
        ? request.title() + "\n"
        : request.title() + "\n\n" + description.strip() + "\n";
  }
}
