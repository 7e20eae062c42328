package io.sluice.review.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.problem.ProblemType;
import io.sluice.kit.security.Caller;
import io.sluice.review.ReviewProblem;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeService;
import io.sluice.review.change.ChangeService.Wish;
import io.sluice.review.change.ChangeState;
import io.sluice.review.idempotency.IdempotencyStore;
import io.sluice.review.idempotency.IdempotentRequest;
import io.sluice.review.registry.BranchContent;
import io.sluice.review.registry.RegistryClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes and revises change requests from files. The branch comes first: it is the change. */
@ApplicationScoped
public class ProposalService {
  private static final String OPERATION = "change";
  private static final String BRANCH_PREFIX = "changes/api-";
  private static final int BRANCH_DIGITS = 24;

  private final RegistryClient registry;
  private final ChangeService changes;
  private final IdempotencyStore keys;
  private final ObjectMapper json;

  @Inject
  ProposalService(
      RegistryClient registry, ChangeService changes, IdempotencyStore keys, ObjectMapper json) {
    this.registry = registry;
    this.changes = changes;
    this.keys = keys;
    this.json = json;
  }

  /**
   * Opens a change request.
   *
   * @param key the client's {@code Idempotency-Key}, or null
   */
  Uni<Change> create(CreateChangeRequest request, Caller caller, @Nullable String key) {
    Map<String, @Nullable String> files =
        files(request.files(), request.entry(), request.tests())
            .orElseThrow(() -> invalid("Send 'files', or 'entry' with or without 'tests'."));
    if (key == null) {
      return open(BRANCH_PREFIX + UUID.randomUUID(), files, request, caller);
    }
    IdempotentRequest once = IdempotentRequest.of(caller.subject(), OPERATION, key, request, json);
    return Panache.withSession(() -> keys.earlier(once))
        .chain(
            earlier ->
                earlier.isPresent()
                    ? changes.get(earlier.get())
                    : openOnce(once, files, request, caller));
  }

  /**
   * The branch's name follows from the key, so that a request whose first try died half-way finds
   * the branch that it made then.
   */
  private Uni<Change> openOnce(
      IdempotentRequest once,
      Map<String, @Nullable String> files,
      CreateChangeRequest request,
      Caller caller) {
    String name = once.subject() + "\n" + once.key();
    String digits =
        CanonicalJson.sha256(name.getBytes(StandardCharsets.UTF_8)).substring("sha256:".length());
    return open(BRANCH_PREFIX + digits.substring(0, BRANCH_DIGITS), files, request, caller)
        .onFailure(e -> isOfType(e, ReviewProblem.BRANCH_CONFLICT))
        .transform(e -> IdempotencyStore.reused(once))
        .call(
            change ->
                Panache.withTransaction(() -> keys.remember(once, change.number(), changes.now())));
  }

  private Uni<Change> open(
      String branch,
      Map<String, @Nullable String> files,
      CreateChangeRequest request,
      Caller caller) {
    String description = request.description() == null ? "" : request.description();
    Wish wish =
        new Wish(
            caller.subject(),
            request.title(),
            description,
            request.promoteTo() == null ? Change.DEFAULT_ENVIRONMENT : request.promoteTo());
    return registry
        .write(
            new BranchContent(branch, null, files, request.title(), description, caller.subject()))
        .chain(head -> follow(branch, wish));
  }

  /** Makes a new revision, or changes the words or the target, or all of it at once. */
  Uni<Change> revise(long number, ReviseChangeRequest request, Caller caller) {
    Optional<Map<String, @Nullable String>> files =
        files(request.files(), request.entry(), request.tests());
    boolean says =
        request.title() != null || request.description() != null || request.promoteTo() != null;
    if (files.isEmpty() && !says) {
      throw invalid("Nothing to change: send files, an entry, title, description or promoteTo.");
    }
    String expectedHead = request.expectedHead();
    if (expectedHead == null) {
      throw new ProblemException(
          ReviewProblem.EXPECTATION_REQUIRED,
          "Send 'expectedHead' with the change's head as you saw it.");
    }
    Wish wish =
        new Wish(caller.subject(), request.title(), request.description(), request.promoteTo());
    return changes
        .get(number)
        .chain(change -> changes.track(change.branch()))
        .chain(() -> changes.get(number))
        .invoke(change -> requireRevisable(change, expectedHead))
        .call(
            change ->
                files.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : extend(change, expectedHead, files.get(), caller))
        .chain(change -> follow(change.branch(), wish));
  }

  private Uni<String> extend(
      Change change, String expectedHead, Map<String, @Nullable String> files, Caller caller) {
    return registry
        .write(
            new BranchContent(
                change.branch(),
                expectedHead,
                files,
                change.proposal().title(),
                change.proposal().description(),
                caller.subject()))
        .onFailure(e -> isOfType(e, ReviewProblem.BRANCH_CONFLICT))
        .transform(e -> staleHead("The branch was pushed to in this moment."));
  }

  private Uni<Change> follow(String branch, Wish wish) {
    return changes
        .track(branch, wish)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            ReviewProblem.BRANCH_NOT_FOUND,
                            "The branch " + branch + " was deleted in this moment.")));
  }

  private static void requireRevisable(Change change, String expectedHead) {
    if (change.state() != ChangeState.OPEN && change.state() != ChangeState.REJECTED) {
      throw new ProblemException(
          ReviewProblem.STATE_CONFLICT,
          "Change %d is %s and cannot be revised."
              .formatted(change.number(), change.state().wireName()));
    }
    if (!change.head().equals(expectedHead)) {
      throw staleHead("Its head is now " + change.head() + ".");
    }
  }

  private static Optional<Map<String, @Nullable String>> files(
      @Nullable Map<String, @Nullable String> files,
      @Nullable JsonNode entry,
      @Nullable JsonNode tests) {
    if (files != null && (entry != null || tests != null)) {
      throw invalid("Send either 'files' or 'entry', not both.");
    }
    if (files != null) {
      return Optional.of(files);
    }
    if (entry == null) {
      if (tests != null) {
        throw invalid("'tests' belong to an 'entry'; send it too, or send both as 'files'.");
      }
      return Optional.empty();
    }
    return Optional.of(PromptFiles.of(entry, tests));
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(CommonProblem.INVALID_REQUEST, detail);
  }

  private static ProblemException staleHead(String detail) {
    return new ProblemException(
        ReviewProblem.STALE_HEAD, detail + " Look at the change again and build on its head.");
  }

  private static boolean isOfType(Throwable e, ProblemType type) {
    return e instanceof ProblemException problem && problem.type() == type;
  }
}
