import { describeDomainContract } from '@buildset/testkit';
import { startLocalService } from './local-service.ts';

describeDomainContract('CodeArtifactDomain over the embedded CodeArtifact', () => startLocalService());
