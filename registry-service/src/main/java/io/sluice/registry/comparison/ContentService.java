package io.sluice.registry.comparison;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.format.FragmentVersion;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.fragment.FragmentService;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.CommitReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** Reads prompts from change branches, as they would be served. */
@ApplicationScoped
public class ContentService {
  private final GitReader git;
  private final GitWork work;
  private final CommitReader contents;
  private final FragmentService fragments;

  @Inject
  ContentService(GitReader git, GitWork work, CommitReader contents, FragmentService fragments) {
    this.git = git;
    this.work = work;
    this.contents = contents;
    this.fragments = fragments;
  }

  private record Written(String head, VersionContent content) {}

  /**
   * A prompt at the head of a branch.
   *
   * @throws ProblemException 404 when there is no such branch, or no such prompt on it
   */
  Uni<ContentView> at(String branch, String prompt) {
    return work.run(() -> read(branch, prompt))
        .chain(
            written ->
                fragments
                    .source(Fragments.keys(written.content().prompt()))
                    .map(source -> view(branch, prompt, written, source)));
  }

  private Written read(String branch, String prompt) throws IOException {
    String head =
        git.head(branch)
            .orElseThrow(
                () ->
                    new ProblemException(
                        RegistryProblem.UNKNOWN_BRANCH,
                        "There is no branch '" + branch + "'; it may be merged or deleted."));
    VersionContent content =
        contents
            .content(head, prompt)
            .orElseThrow(
                () ->
                    new ProblemException(
                        RegistryProblem.UNKNOWN_PROMPT,
                        "There is no readable prompt '" + prompt + "' on " + branch + "."));
    return new Written(head, content);
  }

  private static ContentView view(
      String branch, String prompt, Written written, FragmentVersion.Source source) {
    VersionContent served =
        new VersionContent(
            Fragments.resolve(prompt, written.content().prompt(), source).prompt(),
            written.content().tests());
    return new ContentView(
        branch, written.head(), prompt, served.digest(), served.prompt(), served.tests());
  }
}
