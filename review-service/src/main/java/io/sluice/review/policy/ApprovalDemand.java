package io.sluice.review.policy;

/**
 * So many people, from where.
 *
 * @param count how many, 1 to {@link #MAX_COUNT}
 */
public record ApprovalDemand(int count, From from) {
  /** More than this is a typing error. */
  public static final int MAX_COUNT = 10;

  /** Who the approvers have to be. */
  public sealed interface From {
    /** Any reviewers. */
    record AnyTeam() implements From {}

    /** Members of the team that has the prompt; of each, where a change touches several. */
    record OwnTeam() implements From {}

    /** Members of one team. */
    record Team(String name) implements From {}

    /** By the word in {@code sluice.yaml}: {@code any}, {@code own} or a team's name. */
    static From of(String word) {
      return switch (word) {
        case "any" -> new AnyTeam();
        case "own" -> new OwnTeam();
        default -> new Team(word);
      };
    }
  }
}
