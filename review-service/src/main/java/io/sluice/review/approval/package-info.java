/**
 * What reviewers decide: approvals, each bound to one digest of a change and counting only while
 * that is the change's digest, and rejections.
 */
@NullMarked
package io.sluice.review.approval;

import org.jspecify.annotations.NullMarked;
