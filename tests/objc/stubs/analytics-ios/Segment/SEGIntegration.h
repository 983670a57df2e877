#import "SEGAnalytics.h"
