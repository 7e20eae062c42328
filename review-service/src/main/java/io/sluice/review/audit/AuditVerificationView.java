package io.sluice.review.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the audit log is whole.
 *
 * @param entries that hold, from the first on
 * @param head hash of the last of them: keep it, and nobody can cut the log off before it unseen
 * @param waiting entries that have no place in the chain yet; a second or two
 * @param broken what is wrong with the first that does not hold; absent when all do
 * @param forged rows of the database that say something was decided and have no sealed entry
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditVerificationView(
    boolean intact,
    long entries,
    String head,
    long waiting,
    @Nullable String broken,
    List<String> forged) {}
