/**
 * What an evaluation is: one suite run against one version of a prompt. Its calls, its cases and
 * the steps they take are functions of what is known; doing what they say is the business of {@code
 * job}.
 */
@NullMarked
package io.sluice.review.evaluation;

import org.jspecify.annotations.NullMarked;
