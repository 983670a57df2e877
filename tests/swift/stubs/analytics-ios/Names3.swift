// The names of Analytics-iOS 3, whose module is Analytics: built into that module only.

public typealias SEGAnalytics = Analytics
public typealias SEGAnalyticsConfiguration = AnalyticsConfiguration
