FROM node:22-alpine AS install
WORKDIR /site
COPY package.json package-lock.json .npmrc* ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund

FROM install AS build
COPY . .
RUN npm run lint && \
    npm run test -- --ci && \
    # the bundle is all that leaves this stage
    npm run build

FROM nginx:1.29-alpine
COPY --from=build /site/dist /usr/share/nginx/html
COPY <<-"CONF" /etc/nginx/conf.d/default.conf
	server {
	  listen 80;
	  root /usr/share/nginx/html;
	  location / { try_files $uri $uri/ /index.html; }
	}
CONF
HEALTHCHECK CMD wget -qO- http://localhost/ || exit 1
