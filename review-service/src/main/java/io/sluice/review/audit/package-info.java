/**
 * The audit log: everything that decided anything, sealed with the signing key in the transaction
 * that it happened in, chained by hashes right after, and never changed. Rows that somebody put
 * into the database by hand have no sealed entry, and are found out by that.
 */
@NullMarked
package io.sluice.review.audit;

import org.jspecify.annotations.NullMarked;
