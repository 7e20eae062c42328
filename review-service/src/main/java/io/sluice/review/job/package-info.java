/**
 * Evaluations as jobs: rows in the database and a loop that converges. Every call that costs money
 * is a row; it is claimed with a lease before it is sent, and what came of it is written right
 * after. What is finished is never done again; what was under way when a process died is sent again
 * after its lease, and is said to be possibly paid twice. Any number of replicas may work.
 */
@NullMarked
package io.sluice.review.job;

import org.jspecify.annotations.NullMarked;
