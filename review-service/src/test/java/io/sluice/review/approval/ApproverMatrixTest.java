package io.sluice.review.approval;

import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.delete;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.merge;
import static io.sluice.review.support.ReviewApi.unique;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who may approve, in all combinations of what there is to know of a person. Production asks for
 * one approval from the prompt's own team. What has to come out is worked out here from the words
 * of the policy, with nothing of the service's own code. {@code -Dsluice.matrix.all=true} takes all
 * 240 cells; without it those are left out in which a refused approval is lost once more.
 */
@ReviewTest
class ApproverMatrixTest {
  private static final String TEAM = "customer-success";
  private static final boolean ALL_CELLS = Boolean.getBoolean("sluice.matrix.all");

  /** What the approver did to the change. */
  enum Hand {
    NONE,
    AUTHOR,
    /** Pushed on top of somebody else's. */
    PUSHER,
    /** Named in the commit only: names in Git prove nothing, in neither direction. */
    COMMITTER
  }

  enum Machine {
    NO,
    APP,
    SERVICE
  }

  enum Membership {
    OWN_TEAM,
    ANOTHER_TEAM
  }

  enum Token {
    GOOD,
    EXPIRED
  }

  /** What happens between approval and merge. */
  enum Loss {
    NOTHING,
    ROLE_BY_NEWER_TOKEN,
    TEAM_BY_NEWER_TOKEN,
    ROLE_BY_OPERATOR,
    TEAM_BY_OPERATOR
  }

  private record Cell(Hand hand, Machine machine, Membership team, Token token, Loss loss) {
    /** Status and problem type of the approval. */
    String approval() {
      if (token == Token.EXPIRED) {
        return "401 unauthenticated";
      }
      if (machine != Machine.NO) {
        return "422 machine-approval";
      }
      return hand == Hand.AUTHOR || hand == Hand.PUSHER ? "422 self-approval" : "201";
    }

    boolean lands() {
      return approval().equals("201") && team == Membership.OWN_TEAM && loss == Loss.NOTHING;
    }
  }

  RegistryStandIn registry;

  @BeforeEach
  void theOwnTeamApproves() {
    registry.reset();
    registry.policy("production", "{\"approvals\":1,\"approverTeam\":\"own\"}");
  }

  @ParameterizedTest
  @EnumSource
  void everyCellIsAsThePolicySays(Hand hand) {
    List<Cell> wrong = new ArrayList<>();
    Map<Loss, Integer> landed = new EnumMap<>(Loss.class);
    for (Machine machine : Machine.values()) {
      for (Membership team : Membership.values()) {
        for (Token token : Token.values()) {
          for (Loss loss : Loss.values()) {
            Cell cell = new Cell(hand, machine, team, token, loss);
            if (isTried(cell) && !isAsSaid(cell, landed)) {
              wrong.add(cell);
            }
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    boolean mayApprove = hand == Hand.NONE || hand == Hand.COMMITTER;
    assertEquals(mayApprove ? Map.of(Loss.NOTHING, 1) : Map.of(), landed, "cells that land");
  }

  /** An approval that was never recorded has little to lose: those cells are for long runs. */
  private static boolean isTried(Cell cell) {
    return ALL_CELLS || cell.approval().equals("201") || cell.loss() == Loss.NOTHING;
  }

  private boolean isAsSaid(Cell cell, Map<Loss, Integer> landed) {
    String who = unique("someone");
    String prompt = unique("matrix");
    String branch = "changes/" + prompt;
    registry.push(branch, cell.hand() == Hand.AUTHOR ? who : "ana", prompt, "Author: " + who);
    if (cell.hand() == Hand.PUSHER) {
      registry.push(branch, who, prompt, "mended");
    }
    long number = hint(branch);
    String digest = digest(number);

    var answer = approve(token(cell, who), number, digest).extract();
    String type = answer.statusCode() == 201 ? "" : answer.jsonPath().getString("type");
    String approval = (answer.statusCode() + " " + type.replace("/problems/", "")).strip();
    lose(cell.loss(), who);
    int merged = merge(RIA, number, digest).extract().statusCode();
    boolean isOnMain = registry.mergesOf(number).size() == 1;
    if (isOnMain) {
      landed.merge(cell.loss(), 1, Integer::sum);
    }
    return approval.equals(cell.approval())
        && merged == (cell.lands() ? 200 : 422)
        && isOnMain == cell.lands();
  }

  private static String token(Cell cell, String who) {
    Set<String> roles = new HashSet<>(Set.of("reviewer"));
    switch (cell.machine()) {
      case NO -> {}
      case APP -> roles.add("app");
      case SERVICE -> roles.add("service");
    }
    String team = cell.team() == Membership.OWN_TEAM ? TEAM : "billing";
    Instant issued =
        Instant.now()
            .minus(cell.token() == Token.GOOD ? Duration.ofMinutes(1) : Duration.ofHours(3));
    return TestTokens.sign(
        TestTokens.claims(who, roles, List.of(team))
            .issuedAt(issued)
            .expiresAt(issued.plus(Duration.ofHours(1))));
  }

  private static void lose(Loss loss, String who) {
    String person = "/v1/people/" + who;
    switch (loss) {
      case NOTHING -> {}
      case ROLE_BY_NEWER_TOKEN ->
          get(TestTokens.of(who, "engineer", TEAM), "/v1/changes").then().statusCode(200);
      case TEAM_BY_NEWER_TOKEN ->
          get(TestTokens.of(who, "reviewer", "billing"), "/v1/changes").then().statusCode(200);
      case ROLE_BY_OPERATOR -> delete(OPERATOR, person + "/roles/reviewer").then().statusCode(200);
      case TEAM_BY_OPERATOR -> delete(OPERATOR, person + "/teams/" + TEAM).then().statusCode(200);
    }
  }
}
