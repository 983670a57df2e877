package com.segment.analytics.android.integrations.amplitude;

import com.segment.analytics.integrations.Integration;

/** Stands in for the integration of analytics-android, which is not on Maven Central. */
public abstract class AmplitudeIntegration extends Integration<Object> {
    public static final Integration.Factory FACTORY = null;
}
