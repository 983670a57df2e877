package com.segment.analytics.android.integrations.amplitude;

import com.segment.analytics.integrations.Integration;

public abstract class AmplitudeIntegration extends Integration<Object> {
    public static final Factory FACTORY = null;
}
