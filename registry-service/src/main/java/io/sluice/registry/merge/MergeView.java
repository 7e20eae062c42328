package io.sluice.registry.merge;

import java.util.List;

/** A change that is on main. */
record MergeView(
    int change,
    String commit,
    List<Attestation.ApprovedVersion> versions,
    List<Attestation.ApprovedPromotion> promotions) {}
